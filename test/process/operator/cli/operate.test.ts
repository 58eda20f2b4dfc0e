import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { rotator as rotatorProcess } from '../../../support/stand/bundle.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { ready } from '../../../support/stand/database-subjects.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { prepare, type Setting, settings } from '../../../support/stand/settings.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { giveWrongValue } from '../../../support/stand/wrong-value.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '../../../../dist/rotator.js');
const colour = '\u001B[';

describe('rotator, about one secret', () => {
  let cloud: Cloud;
  let server: ServerAddress;
  beforeAll(async () => {
    const found = engines('postgresql').at(-1);
    if (!found) throw new Error('no PostgreSQL');
    server = found;
    cloud = await startCloud(server.certificateAuthorityFile);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const prepared = async (actor: Setting['actor'] = 'admin') => {
    const setting = settings.find((one) => one.engine === 'postgresql' && one.actor === actor);
    if (!setting) throw new Error('no such setting');
    return prepare(cloud, server, setting);
  };

  it('plans: the statements masked, what is missing, and nothing is changed', async () => {
    const { secret, account } = await prepared();
    const before = [await stagesOf(cloud, secret), await storedValue(cloud, secret)];
    const { exitCode, stdout, stderr } = await rotator(cloud, 'plan', secret);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`alter role "${account.user}_rt" password '***'`);
    expect(stdout).toContain('none: both credentials are accepted');
    const answer = JSON.parse((await rotator(cloud, 'plan', secret, '--json')).stdout);
    expect(answer).toMatchObject({ Outcome: 'planned', Plan: { Missing: [], WindowMs: 0 } });
    expect([await stagesOf(cloud, secret), await storedValue(cloud, secret)]).toEqual(before);
  });

  it('ends a plan that would not go through with code 3, and says what to do', async () => {
    const { secret } = await prepared('itself');
    await cloud.tag(secret, { 'rotation:strategy': 'alternating-users' });
    const { exitCode, stdout } = await rotator(cloud, 'plan', secret);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/blocked .*rotation:admin-secret/);
  });

  it('says nothing with --quiet where all is well, and all of it where it is not', async () => {
    const { secret } = await prepared();
    expect(await rotator(cloud, 'rotate', secret, '--quiet')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    await cloud.tag(secret, { 'rotation:strategy': 'none' });
    const loud = await rotator(cloud, 'plan', secret);
    expect(loud.exitCode).not.toBe(0);
    expect(await rotator(cloud, 'plan', secret, '--quiet')).toMatchObject(loud);
  });

  it('verifies with code 0, tells drift with code 3, and repairs it where it is asked to', async () => {
    const { secret, account, ...rest } = await prepared();
    expect(await rotator(cloud, 'verify', secret)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/current +v0 +accepted\n\nverified/),
    });
    await giveWrongValue(cloud, ready({ secret, account, ...rest }), 'ACSCurrent');
    const drifted = await rotator(cloud, 'verify', secret);
    expect(drifted).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('drifted') });
    const refused = await rotator(cloud, 'verify', secret, '--repair');
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`--account ${account.user}`),
    });
    const named = ['--repair', '--account', account.user];
    const repaired = await rotator(cloud, 'verify', secret, ...named, '--json');
    expect(repaired.exitCode).toBe(0);
    expect(JSON.parse(repaired.stdout)).toMatchObject({ Outcome: 'repaired' });
    expect((await rotator(cloud, 'verify', secret)).exitCode).toBe(0);
  });

  it('rolls back to the value before, once for each token', async () => {
    const { secret } = await prepared();
    const first = await storedValue(cloud, secret);
    await rotator(cloud, 'rotate', secret);
    const back = await rotator(cloud, 'rollback', secret, '--token', 'b1');
    expect(back).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`rolled back ${secret}`) });
    expect(await storedValue(cloud, secret)).toBe(first);
    const again = await rotator(cloud, 'rollback', secret, '--token', 'b1', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      Outcome: 'already-current',
      VersionId: 'rollback-b1',
    });
    expect(await storedValue(cloud, secret)).toBe(first);
  });

  it('ends a rollback with code 1 where there is no way back', async () => {
    const { secret } = await prepared('itself');
    await rotator(cloud, 'rotate', secret);
    const before = await storedValue(cloud, secret);
    expect(await rotator(cloud, 'rollback', secret)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('cannot be rolled back'),
    });
    expect(await storedValue(cloud, secret)).toBe(before);
  });

  it('keeps a previous credential in its grace, and shows what came to be of the versions', async () => {
    const { secret } = await prepared();
    await rotator(cloud, 'rotate', secret, '--token', 'T-1');
    await rotator(cloud, 'rollback', secret);
    expect(await rotator(cloud, 'retire', secret)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/kept .*its grace ends at 20/),
    });
    const { stdout, exitCode } = await rotator(cloud, 'history', secret);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/current +rollback +rollback-/);
    expect(stdout).toMatch(/previous +named by caller +T-1/);
    expect(stdout).toMatch(/last rotated \S+ \S+ UTC/);
    const [, log = ''] = stdout.split(/^AT \(UTC\) +WHAT +HOW +BY +FROM +VERSION\n/m);
    expect(log.trim().split('\n')).toEqual([
      expect.stringMatching(/rolled back +rollback +root-account root +127\.0\.0\.1 +rollback-/),
      expect.stringMatching(/rotated +named by caller +root-account root +127\.0\.0\.1 +T-1/),
    ]);
    const answer = JSON.parse((await rotator(cloud, 'history', secret, '--json')).stdout);
    expect(answer.versions).toHaveLength(3);
    expect(answer.log).toMatchObject({ complete: true, deeds: expect.any(Array) });
    expect(await rotator(cloud, 'history', 'NoSuch')).toMatchObject({ exitCode: 1 });
  });

  it('tells an operator, and an expected refusal only where every call is asked for', async () => {
    const { secret } = await prepared('itself');
    await rotator(cloud, 'rotate', secret);
    const short = (await rotator(cloud, 'history', secret)).stdout;
    expect(short).toMatch(/rotated +operator +root-account root/);
    const whole = (await rotator(cloud, 'history', secret, '--all')).stdout;
    expect(whole).toMatch(/moved previous: refused as expected, InvalidParameter/);
    expect(whole).toMatch(/stored +operator/);
    expect(short).not.toMatch(/InvalidParameter|refused/);
  });

  it('writes plain text where nobody watches, and colour with a spinner on a terminal', async () => {
    const { secret } = await prepared();
    const piped = await rotatorProcess(cloud, 'rotate', secret);
    expect(piped.stdout + piped.stderr).not.toContain(colour);
    const { CI: _, NO_COLOR: __, ...inherited } = process.env;
    const env = { ...inherited, ...cloud.variables, TERM: 'xterm-256color' };
    const command = `"${process.execPath}" "${program}" rotate --end-grace "${secret}"`;
    const { stdout } = await run('script', ['-qec', command, '/dev/null'], { env });
    expect(stdout).toContain(`${colour}32m✓${colour}39m setSecret`);
    expect(stdout).toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
    const document = await run('script', ['-qec', `${command} --json`, '/dev/null'], { env });
    expect(document.stdout).not.toContain(colour);
    expect(JSON.parse(document.stdout)).toMatchObject({ Outcome: 'rotated' });
  });

  it.each(['adopt', 'set', 'plan', 'verify', 'rollback', 'retire', 'history'])(
    'explains %s with examples',
    async (verb) => {
      const { exitCode, stdout } = await rotator(cloud, verb, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples:\n +rotator ${verb} `));
    },
  );

  it.each([
    ['plan'],
    ['verify', 'a', '--repair=yes'],
    ['rollback', 'a', '--token', 'x'.repeat(56)],
    ['retire', 'a', 'b'],
    ['history', 'a', '--days', '91'],
  ])('ends a wrong usage with code 2: %j', async (...argv) => {
    expect(await rotator(cloud, ...argv)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/\S/) });
  });

  it.each(['bash', 'zsh'])('prints what makes %s complete its words', async (shell) => {
    const { exitCode, stdout } = await rotatorProcess(cloud, 'completion', shell);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('rotator complete --');
    if (shell === 'bash') await run('bash', ['-n', '-c', stdout]);
  });

  it('ends with code 2 for a shell it does not know', async () => {
    expect(await rotatorProcess(cloud, 'completion', 'tcsh')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/\S/),
    });
  });

  it('completes commands and flags, those of every command among them', async () => {
    const words = async (...typed: readonly string[]) =>
      (await rotatorProcess(cloud, 'complete', '--', ...typed)).stdout
        .split('\n')
        .flatMap((line) => line.split('\t')[0] || []);
    expect(await words('ro')).toEqual(['rotate', 'rollback', ':4']);
    expect(await words('ad')).toEqual(['adopt', ':4']);
    expect(await words('adopt', '--val')).toEqual(['--value-from', ':4']);
    expect(await words('verify', '--re')).toEqual(['--region', '--repair', ':4']);
    expect(await words('status', '--state', 'st')).toEqual(['stopped', ':4']);
  });

  it('completes names of secrets where a command takes one, and shows nothing where KMS does not answer', async () => {
    await cloud.createSecret('completed/one', 'value', { 'rotation:type': 'generic' });
    await cloud.createSecret('completed/not-rotated', 'value');
    const words = async (where: Cloud, ...typed: readonly string[]) => {
      const { exitCode, stdout, stderr } = await rotatorProcess(where, 'complete', '--', ...typed);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
    };
    expect(await words(cloud, 'rotate', 'completed/')).toEqual(['completed/one', ':4']);
    expect(await words(cloud, 'status', 'other', 'completed/')).toEqual(['completed/one', ':4']);
    expect(await words(cloud, 'rotate', '--emer')).toEqual(['--emergency', ':4']);
    const gone = { ...cloud, variables: { ...cloud.variables, ROTATION_ENDPOINT: 'http://127.0.0.1:9' } };
    expect(await words(gone, 'rotate', 'completed/')).toEqual([':4']);
  });
});
