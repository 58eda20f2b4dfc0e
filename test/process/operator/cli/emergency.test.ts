import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { ready } from '../../../support/stand/database-subjects.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { prepare, settings } from '../../../support/stand/settings.ts';
import { allValues } from '../../../support/stand/stages.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const setting = settings.find((one) => one.engine === 'postgresql' && one.dual);

describe('rotator rotate --emergency', () => {
  let cloud: Cloud;
  let server: ServerAddress;
  let evidence: string;
  beforeAll(async () => {
    server = engines('postgresql').at(-1) ?? expect.unreachable();
    cloud = await startCloud(server.certificateAuthorityFile);
    evidence = await mkdtemp(join(await runFolder(), 'evidence-'));
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(evidence, { recursive: true });
  });

  const prepared = () => prepare(cloud, server, setting ?? expect.unreachable());
  const asked = (...argv: readonly string[]) =>
    rotator(cloud, 'rotate', '--emergency', '--reason', 'pushed to <b>a repository</b>', ...argv);
  const evict = (...argv: readonly string[]) => asked('--yes', ...argv);
  const written = async (name: RegExp) => {
    const found = (await readdir(evidence)).find((file) => name.test(file)) ?? expect.unreachable();
    return readFile(join(evidence, found), 'utf8');
  };

  it('tells what ends, and leaves the evidence for programs and for people, with no value in it', async () => {
    const one = await prepared();
    await using session = await ready(one).openSession?.((await allValues(cloud, one.secret))[0] ?? '');
    const { exitCode, stdout, stderr } = await evict(one.secret, '--evidence', evidence);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const said of ['ended 1 of 1 sessions', 'version v0: refused', 'evicted in', 'evidence: '])
      expect(stdout).toContain(said);
    expect(await session?.answers()).toBe(false);
    const json = await written(/^eviction-postgresql.*\.json$/);
    expect(JSON.parse(json)).toMatchObject({
      AskedBy: expect.stringMatching(/^acs:ram::\d+:root$/),
      Reason: 'pushed to <b>a repository</b>',
      Secrets: [
        {
          SecretId: one.secret,
          Outcome: 'evicted',
          Evidence: {
            Replaced: [{ VersionId: 'v0', Stage: 'current', Proof: 'refused' }],
            Sessions: { Found: 1, Ended: 1 },
          },
        },
      ],
    });
    const html = await written(/^eviction-postgresql.*\.html$/);
    expect(html).toContain('pushed to &lt;b&gt;a repository&lt;/b&gt;');
    expect(html).toContain('refused by the service');
    expect(html).not.toContain('<script');
    const hidden = (await allValues(cloud, one.secret)).flatMap((value) => ready(one).privateParts(value));
    expect(hidden).toHaveLength(2);
    for (const part of [...hidden, one.admin.password])
      for (const text of [stdout, json, html]) expect(text).not.toContain(part);
  });

  it('ends nothing where the folder for the evidence cannot be there', async () => {
    const one = await prepared();
    const file = join(evidence, `no-folder-${one.secret}`);
    await writeFile(file, '');
    const { exitCode, stdout } = await evict(one.secret, '--json', '--evidence', join(file, 'inside'));
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'ENOTDIR' } });
    expect(await allValues(cloud, one.secret)).toHaveLength(1);
  });

  it.each([true, false])(
    'hands the evidence to the terminal where it cannot be written by then, JSON: %s',
    async (json) => {
      const one = await prepared();
      const folder = await mkdtemp(join(evidence, 'vanishing-'));
      const which = [one.secret, '--evidence', folder];
      const fault = { kind: 'hold', until: () => rm(folder, { recursive: true }), when: 'before' } as const;
      cloud.sandbox.faults.ask({ action: 'UpdateSecretVersionStage', fault });
      const { exitCode, stdout } = await evict(...which, ...(json ? ['--json'] : []));
      expect(exitCode).toBe(0);
      expect(stdout).toContain('ENOENT');
      const document = stdout.split('\n').find((line) => line.startsWith('{')) ?? stdout;
      expect(JSON.parse(document)).toMatchObject({ Secrets: [{ SecretId: one.secret, Outcome: 'evicted' }] });
    },
  );

  it('goes through all secrets with a tag or of an instance, and a failing one keeps no other waiting', async () => {
    const [one, two] = [await prepared(), await prepared()];
    await cloud.createSecret('broken-in-team', 'no JSON', { 'rotation:type': 'rds-postgresql' });
    for (const secret of ['broken-in-team', one.secret, two.secret])
      await cloud.tag(secret, { team: 'payments' });
    const byTag = await evict('--tag', 'team=payments', '--evidence', evidence, '--json');
    expect(byTag.exitCode).toBe(1);
    const outcomes = JSON.parse(byTag.stdout).Secrets.map(
      (each: { SecretId: string; Outcome?: string; Error?: { code: string } }) => [
        each.SecretId,
        each.Outcome ?? each.Error?.code,
      ],
    );
    expect(Object.fromEntries(outcomes)).toEqual({
      'broken-in-team': 'secret-malformed',
      [one.secret]: 'evicted',
      [two.secret]: 'evicted',
    });
    const byInstance = await evict(
      '--all-of',
      `${server.host}:${server.port}`,
      '--evidence',
      evidence,
      '--json',
    );
    expect(JSON.parse(byInstance.stdout).Secrets.length).toBeGreaterThanOrEqual(2);
    expect(byInstance.exitCode).toBe(0);
  });

  it('leaves it to the operator, with code 3, where nothing could be tried', async () => {
    await cloud.createSecret('token', 'first-token', {
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
      'rotation:value': 'uuid',
    });
    const { exitCode, stdout } = await evict('token', '--evidence', evidence);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('Tell its readers');
  });

  it('does nothing without --yes where nobody can be asked, and says so', async () => {
    const one = await prepared();
    const { exitCode, stdout } = await asked(one.secret, '--evidence', evidence);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: expect.stringContaining('Pass --yes') });
    expect(await allValues(cloud, one.secret)).toHaveLength(1);
  });

  it('fails where no secret is meant', async () => {
    const { exitCode, stderr } = await evict('--tag', 'team=nobody', '--evidence', evidence);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('team=nobody') });
  });

  it.each([
    [['rotate', 'a', '--emergency']],
    [['rotate', '--emergency', '--reason', 'x']],
    [['rotate', 'a', '--emergency', '--reason', 'x', '--end-grace']],
    [['rotate', 'a', '--tag', 'k=v', '--emergency', '--reason', 'x']],
    [['rotate', 'a', '--reason', 'x']],
    [['rotate', '--all-of', 'rm-1']],
    [['rotate', '--tag', 'k', '--emergency', '--reason', 'x']],
  ])('ends a wrong usage with code 2: %j', async (argv) => {
    expect(await rotator(cloud, ...argv)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/\S/) });
  });
});
