import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../../shared/runtime/version.ts';
import { until } from '../../support/sandbox/until.ts';
import { nodeOf } from '../../support/servers/node-versions.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { runFolder } from '../../support/temporary/run-folder.ts';
import { runVariables } from '../../support/temporary/run-variables.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

/** The oldest that is supported runs all tests; the later ones have to be fetched. */
const majors = exhaustive ? [22, 24] : [];
const nodes: readonly (readonly [name: string, program: () => Promise<string>])[] = [
  [`Node ${process.version}`, async () => process.execPath],
  ...majors.map((major) => [`Node ${major}`, () => nodeOf(major)] as const),
];

describe('the package that npm makes', () => {
  let unpacked = '';
  beforeAll(async () => {
    const folder = await mkdtemp(join(await runFolder(), 'package-'));
    const argv = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const [made] = JSON.parse((await run('npm', argv, { cwd: root, env: runVariables() })).stdout);
    await run('tar', ['-xzf', join(folder, made.filename), '-C', folder]);
    unpacked = join(folder, 'package');
  });

  it('has each document that its README leads to', async () => {
    const readme = await readFile(join(unpacked, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([\w/.-]+)/g)].map(([, to = '']) => to);
    expect(links.length).toBeGreaterThan(10);
    await Promise.all(links.map((to) => readFile(join(unpacked, to))));
  });

  it.each(nodes)('rotates a secret with nothing else installed, on %s', async (_, programOf) => {
    const node = await programOf();
    const program = join(unpacked, 'dist/rotator.js');
    const folder = await mkdtemp(join(await runFolder(), 'elsewhere-'));
    const place = { cwd: folder, env: { ...runVariables(), FIRST: 'first-value' } };
    const sandbox = spawn(node, [program, 'sandbox', '--json'], place);
    try {
      let said = '';
      sandbox.stdout.on('data', (text) => (said += text));
      await until(() => said.endsWith('\n'));
      const { endpoint, regionId, accessKeyId, accessKeySecret } = JSON.parse(said);
      const cloud = {
        ROTATION_ENDPOINT: endpoint,
        ALIBABA_CLOUD_REGION_ID: regionId,
        ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
      };
      const rotator = async (...argv: readonly string[]) =>
        (await run(node, [program, ...argv], { ...place, env: { ...place.env, ...cloud } })).stdout;
      expect((await rotator('--version')).trim()).toBe(version);
      const policy = ['--type', 'generic', 'strategy=none', '--value-from', 'env:FIRST', '--yes'];
      expect(await rotator('adopt', 'shop/key', ...policy)).toContain('created shop/key');
      expect(await rotator('rotate', 'shop/key')).toContain('rotated shop/key');
      expect(await rotator('report', '--output', 'fleet.html')).toContain('fleet.html');
      expect(await readFile(join(folder, 'fleet.html'), 'utf8')).toContain('shop/key');
      const shown = await rotator('deploy', 'generic', '--stack', 'tokens', '--dry-run', '--json');
      expect(JSON.parse(shown).Parameters.GenericCode).toMatch(/^\(\d+ characters\)$/);
    } finally {
      sandbox.kill();
    }
  });
});
