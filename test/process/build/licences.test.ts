import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { functionNames } from '../../../shared/build/bundle.ts';
import { licencesOf } from '../../../shared/build/licences.ts';
import { runFolder } from '../../support/temporary/run-folder.ts';

const root = join(import.meta.dirname, '../../..');

/** Native code, and the packages that the build puts nothing in the place of. */
const external = [
  ...['pg-native', '*.node', 'cpu-features'],
  ...['ws', 'http-proxy-agent', 'https-proxy-agent', 'socks-proxy-agent'],
];

it.each(await functionNames(root))(
  'the zip of %s holds the licence of every package that is in its code',
  async (name) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [`functions/${name}/index.ts`],
      bundle: true,
      platform: 'node',
      write: false,
      metafile: true,
      external,
    });
    const inputs = Object.keys(metafile.inputs);
    const packages = inputs.flatMap(
      (path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
    );
    expect(packages).toContain('zod');
    const zip = unzipSync(readFileSync(join(root, `dist/${name}.zip`)));
    const text = Buffer.from(zip['LICENSES.txt'] ?? []).toString();
    const named = [...text.matchAll(/^(\S+) \d+\.\d+\.\d+\S*( \(|$)/gm)].map(([, one]) => one);
    expect([...new Set(packages)].filter((one) => !named.includes(one))).toEqual([]);
    expect(text).toContain('Permission is hereby granted, free of charge');
  },
);

it('a package that says nothing about its licence is bundled into nothing', async () => {
  const folder = await mkdtemp(join(await runFolder(), 'licence-'));
  const inner = join(folder, 'node_modules/silent');
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, 'package.json'), '{"name":"silent","version":"1.0.0"}');
  const inputs = ['node_modules/silent/index.js'];
  await expect(licencesOf(folder, inputs)).rejects.toThrow('silent says nothing about its licence');
  await writeFile(join(inner, 'LICENCE.md'), 'As you like.\n');
  expect(await licencesOf(folder, inputs)).toBe('silent 1.0.0\n\nAs you like.');
});
