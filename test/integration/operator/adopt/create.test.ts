import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const canary = 'Canary-5e-of-a-first-value';
const policy = ['--type', 'generic', 'strategy=none', 'value=hex'];

describe('rotator adopt of a secret that does not exist', () => {
  let cloud: Cloud;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(await runFolder(), 'adopt-'));
    cloud = await startCloud(undefined);
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  let made = 0;
  const fresh = () => {
    made += 1;
    return `shop/token-${made}`;
  };
  const file = async (text: string, mode = 0o600) => {
    made += 1;
    const path = join(folder, `value-${made}`);
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  };
  const adopt = (secret: string, ...argv: readonly string[]) =>
    rotator({ ...cloud, variables: { ...cloud.variables, TOKEN: canary } }, 'adopt', secret, ...argv);
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = cloud.sandbox.audit.records.length;
    await work();
    return cloud.sandbox.audit.records.slice(before).map(({ eventName }) => eventName);
  };
  const describeSecret = (secret: string) =>
    cloud.call('DescribeSecret', { SecretName: secret, FetchTags: 'true' });

  it('creates it with value and tags in one call, so that no half of its policy is ever there', async () => {
    const secret = fresh();
    const calls = await callsOf(async () => {
      const ended = await adopt(secret, ...policy, '--value-from', 'env:TOKEN', '--yes');
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ended.stdout).toMatch(
        new RegExp(`created ${secret}, version .*rotator rotate ${secret} does it now`),
      );
      expect(ended.stdout).not.toContain(canary);
    });
    expect(calls.filter((name) => /^(Create|Put|Tag|Untag|Update)/.test(name))).toEqual(['CreateSecret']);
    expect(await describeSecret(secret)).toMatchObject({
      Tags: {
        Tag: [
          { TagKey: 'rotation:status', TagValue: 'failures=0' },
          { TagKey: 'rotation:type', TagValue: 'generic' },
          { TagKey: 'rotation:strategy', TagValue: 'none' },
          { TagKey: 'rotation:value', TagValue: 'hex' },
        ],
      },
    });
    expect(await storedValue(cloud, secret)).toBe(canary);
    expect(await rotator(cloud, 'rotate', secret)).toMatchObject({ exitCode: 0 });
    expect(await storedValue(cloud, secret)).toMatch(/^[0-9a-f]+$/);
  });

  it('says when it is first due, and rotates nothing before', async () => {
    const secret = fresh();
    const source = ['--value-from', 'env:TOKEN'];
    const { stdout } = await adopt(
      secret,
      ...policy,
      ...source,
      '--schedule',
      'every:30d',
      '--yes',
      '--json',
    );
    const { FirstDue, Outcome } = JSON.parse(stdout);
    expect(Outcome).toBe('created');
    expect(Date.parse(FirstDue) - Date.now()).toBeGreaterThan(29 * 24 * 3_600_000);
    const swept = await rotator(cloud, 'sweep', '--json');
    expect(swept.exitCode).toBe(0);
    expect(await storedValue(cloud, secret)).toBe(canary);
  });

  it('takes the AccessKey pair of a user, by the same words', async () => {
    const secret = fresh();
    const key = await userWithKey(cloud.sandbox, 'app');
    const pair = { AccessKeyId: key.accessKeyId, AccessKeySecret: key.accessKeySecret, UserName: 'app' };
    const path = await file(JSON.stringify(pair));
    const argv = ['--type', 'access-key', '--value-from', `file:${path}`, '--yes'];
    const { exitCode, stdout } = await adopt(secret, ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('two-keys') });
    expect(stdout).not.toContain(key.accessKeySecret);
    expect(await rotator(cloud, 'rotate', secret)).toMatchObject({ exitCode: 0 });
  });

  it('names key and instance where the operator has some of their own', async () => {
    const secret = fresh();
    const own = ['--key', 'key-1', '--kms-instance', 'kst-1'];
    await adopt(secret, ...policy, '--value-from', 'env:TOKEN', ...own, '--yes');
    expect(await describeSecret(secret)).toMatchObject({ EncryptionKeyId: 'key-1', DKMSInstanceId: 'kst-1' });
  });

  it.each(['acs/shop', 'acs:kms:cn-hangzhou:1234567890123456:secret/shop'])(
    'refuses a name that KMS would not give a new secret: %s',
    async (secret) => {
      const { exitCode, stderr } = await adopt(secret, ...policy, '--value-from', 'env:TOKEN', '--yes');
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/a new secret/) });
    },
  );

  it('takes the value from a file without its last line break', async () => {
    const secret = fresh();
    const path = await file(`${canary}\n`);
    expect(await adopt(secret, ...policy, '--value-from', `file:${path}`, '--yes')).toMatchObject({
      exitCode: 0,
    });
    expect(await storedValue(cloud, secret)).toBe(canary);
  });

  it('writes Port as a string, and changes nothing else of a value', async () => {
    const secret = fresh();
    const path = await file('{ "Token": "first",\n  "Port": 8443, "Long": 12345678901234567890 }');
    const fields = [...policy, 'fields=Token'];
    const { stdout, exitCode } = await adopt(secret, ...fields, '--value-from', `file:${path}`, '--yes');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Port is stored as a string');
    expect(await storedValue(cloud, secret)).toBe(
      '{ "Token": "first",\n  "Port": "8443", "Long": 12345678901234567890 }',
    );
  });

  it.each([
    [['--dry-run', '--yes'], 0, 'dry-run'],
    [[], 3, 'aborted'],
  ])('creates nothing with %j, and ends with %i', async (flags, code, outcome) => {
    const secret = fresh();
    const argv = [...policy, '--value-from', 'env:TOKEN', '--json', ...flags];
    const { exitCode, stdout } = await adopt(secret, ...argv);
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: code,
      answer: { SecretId: secret, Outcome: outcome, Plan: { Outcome: 'planned' } },
    });
    await expect(describeSecret(secret)).rejects.toThrow('ResourceNotFound');
  });

  it('ends with the code of the plan where a rotation would be blocked, and creates nothing', async () => {
    const secret = fresh();
    const argv = ['--type', 'generic', '--value-from', 'env:TOKEN', '--yes', '--json'];
    const { exitCode, stdout } = await adopt(secret, ...argv);
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 3,
      answer: { Outcome: 'blocked', Plan: { Outcome: 'blocked' } },
    });
    await expect(describeSecret(secret)).rejects.toThrow('ResourceNotFound');
  });

  it.each([
    ['a policy that its type does not take', ['strategy=none', 'value=base63'], 'rotation:value'],
    ['a schedule that is too short', ['strategy=none', 'schedule=every:2h'], 'rotation:schedule'],
    ['a short grace', ['strategy=none', 'grace=1h'], 'accepted'],
  ])('writes nothing for %s', async (_, words, told) => {
    const secret = fresh();
    const argv = ['--type', 'generic', ...words, '--value-from', 'env:TOKEN', '--yes'];
    const { exitCode, stderr } = await adopt(secret, ...argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(told) });
    await expect(describeSecret(secret)).rejects.toThrow('ResourceNotFound');
  });

  it('names the path of what is wrong in a value, and shows none of it', async () => {
    const path = await file(JSON.stringify({ AccountName: 'app', AccountPassword: canary }));
    const { exitCode, stderr } = await adopt(
      fresh(),
      '--type',
      'rds-mysql',
      '--value-from',
      `file:${path}`,
      '--yes',
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/secret-malformed.*Endpoint/),
    });
    expect(stderr).not.toContain(canary);
  });

  it('asks for --create before it makes a secret', async () => {
    const { exitCode, stderr } = await adopt(fresh(), ...policy, '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/secret-not-found.*--create/),
    });
  });

  const source = ['--value-from', 'env:TOKEN'];
  it.each([
    ['a value as an argument', ['--type', 'generic', '--value', canary], /never an argument.*--value-from/],
    ['a password as an argument', ['--type', 'generic', `--password=${canary}`], /never an argument/],
    ['a value in place of its source', ['--type', 'generic', '--value-from', canary], /never an argument/],
    ['a value in place of a setting', ['--type', 'generic', canary, ...source], /form key=value/],
    ['a field in place of a setting', ['--type', 'generic', `AccountPassword=${canary}`], /unknown tag/],
    ['no type', source, /--type/],
    ['a type that is not there', ['--type', 'generik', ...source], /did you mean generic\?/],
    [
      'a tag that is not there',
      ['--type', 'generic', 'shedule=every:1d', ...source],
      /did you mean rotation:schedule\?/,
    ],
    [
      'a tag of the functions',
      ['--type', 'generic', 'status=failures=0', ...source],
      /written by the functions/,
    ],
    [
      'a tag that is given twice',
      ['--type', 'generic', '--schedule', 'every:1d', 'schedule=every:2d'],
      /given twice/,
    ],
    ['a malformed tag', ['--type', 'generic', 'grace=soon', ...source], /rotation:grace/],
    [
      'a tag that KMS does not take',
      ['--type', 'generic', 'second-account=a b', ...source],
      /letters, digits/,
    ],
    ['two sources', ['--type', 'generic', ...source, '--from-aws', 'a.json'], /one of/],
    ['nobody to ask', ['--type', 'generic', '--create'], /nobody can be asked/],
    ['a key without a new secret', ['--type', 'generic', '--key', 'k'], /--create/],
    [
      'a port that is none',
      ['--type', 'generic', '--port', '99999', '--password-from', 'env:TOKEN'],
      /--port/,
    ],
  ])('ends %s with code 2 before any call, and repeats no value', async (_, argv, told) => {
    const calls = await callsOf(async () => {
      const { exitCode, stdout, stderr } = await adopt(fresh(), ...argv, '--yes');
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(told) });
      expect(stdout + stderr).not.toContain(canary);
    });
    expect(calls).toEqual([]);
  });

  it('reads no file that others may read', async () => {
    const path = await file(canary, 0o644);
    const argv = [...policy, '--value-from', `file:${path}`, '--yes'];
    expect(await adopt(fresh(), ...argv)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('chmod 600'),
    });
    await chmod(path, 0o600);
    expect(await adopt(fresh(), ...argv)).toMatchObject({ exitCode: 0 });
  });

  it.each(['env:NO_SUCH_VARIABLE', 'file:/no/such/file'])('says that %s cannot be read', async (place) => {
    const { exitCode, stderr } = await adopt(fresh(), ...policy, '--value-from', place, '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/not set|cannot be read/),
    });
  });

  it('refuses a value that KMS would not take', async () => {
    const path = await file('x'.repeat(30_721));
    const { exitCode, stderr } = await adopt(fresh(), ...policy, '--value-from', `file:${path}`, '--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('30720 bytes') });
  });

  it('is done at once where the same command has made it before', async () => {
    const secret = fresh();
    const argv = [...policy, '--value-from', 'env:TOKEN', '--yes', '--json'];
    await adopt(secret, ...argv);
    const { exitCode, stdout } = await adopt(secret, ...argv);
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      answer: { Outcome: 'unchanged' },
    });
    expect((await stagesOf(cloud, secret)).count).toBe(1);
  });

  it.each([
    ['another value', { TOKEN: 'another' }, policy],
    ['another policy', { TOKEN: canary }, [...policy, 'grace=12h']],
  ])('leaves a secret that is there as it is: %s', async (_, variables, words) => {
    const secret = fresh();
    await adopt(secret, ...policy, '--value-from', 'env:TOKEN', '--yes');
    const other = { ...cloud, variables: { ...cloud.variables, ...variables } };
    const argv = [...words, '--value-from', 'env:TOKEN', '--yes', '--json'];
    const { exitCode, stdout } = await rotator(other, 'adopt', secret, ...argv);
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 3,
      answer: { error: { aftermath: 'untouched', code: 'secret-exists' } },
    });
    expect(await storedValue(cloud, secret)).toBe(canary);
  });
});
