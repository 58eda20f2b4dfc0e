import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleet } from '../../../support/report/fleet.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const canary = 'Canary-7f3a-of-a-password';

describe('a fleet from a shell', () => {
  let cloud: Cloud;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(await runFolder(), 'rotation-report-'));
    cloud = await startCloud(undefined);
    for (const { secret, tags } of fleet) await cloud.createSecret(secret, { AccountPassword: canary }, tags);
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('is written as one page, for which the fleet is listed once and no value is read', async () => {
    const before = cloud.sandbox.audit.records.length;
    const output = join(folder, 'fleet.html');
    const { exitCode, stdout, stderr } = await rotator(cloud, 'report', '--output', output);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('16 secrets, ');
    const calls = cloud.sandbox.audit.records.slice(before).map(({ eventName }) => eventName);
    expect(calls).toEqual(['ListSecrets']);
    const text = await readFile(output, 'utf8');
    for (const { secret } of fleet) expect(text).toContain(`>${secret}</bdi>`);
    expect(text).not.toContain(canary);
  });

  it('goes to standard output where no file is named, as a page or as one JSON document', async () => {
    const page = await rotator(cloud, 'report');
    expect(page.stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    const { stdout } = await rotator(cloud, 'report', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      region: cloud.sandbox.regionId,
      states: { stopped: 2, malformed: 1, failing: 1 },
      concerns: expect.arrayContaining([expect.objectContaining({ title: 'Stopped by privilege-missing' })]),
      members: expect.arrayContaining([expect.objectContaining({ secret: 'prod/mail/smtp' })]),
    });
  });

  it.each([['/no/such/folder/fleet.html'], [tmpdir()]])(
    'is refused before any call where %s cannot be written',
    async (output) => {
      const before = cloud.sandbox.audit.records.length;
      const { exitCode, stderr } = await rotator(cloud, 'report', '--output', output);
      expect({ exitCode, calls: cloud.sandbox.audit.records.length - before }).toEqual({
        exitCode: 2,
        calls: 0,
      });
      expect(stderr).toContain(output);
    },
  );

  it('is listed with those first who need the operator, and counted', async () => {
    const { stdout } = await rotator(cloud, 'status');
    const [heading, first, second, third, fourth] = stdout.split('\n');
    expect(heading).toMatch(/^SECRET +TYPE +STRATEGY +AGE +NEXT DUE +STATE +LAST ERROR$/);
    for (const line of [first, second]) expect(line).toMatch(/-db .* stopped \(3\) +privilege-missing$/);
    expect(third).toMatch(/^staging\/api\/token .* malformed +.*rotation:shedule/);
    expect(fourth).toMatch(/^prod\/search\/index-db .* failing \(1\) +unreachable$/);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^16 secrets: 2 stopped, 1 malformed, 1 failing, /);
  });

  it('is narrowed down by state and type', async () => {
    const status = async (...flags: string[]) => (await rotator(cloud, 'status', ...flags)).stdout;
    const failing = await status('--state', 'failing', 'stopped');
    expect(failing.match(/^prod/gm)).toHaveLength(3);
    expect(failing).toContain('3 of 16 secrets: 2 stopped, 1 failing');
    expect((await status('--type', 'access-key')).match(/^prod/gm)).toHaveLength(2);
    expect(JSON.parse(await status('--type', 'access-key', '--json'))).toHaveLength(2);
    expect(await status('--state', 'failing', '--type', 'generic')).toBe('none of 16 secrets matches\n');
    expect(await rotator(cloud, 'status', '--state', 'sad')).toMatchObject({ exitCode: 2 });
  });
});
