import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyActions } from '../../../../shared/operator/conformance/access-keys/key-questions.ts';
import { actions } from '../../../../shared/operator/conformance/questions.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

describe('rotator doctor --conformance', () => {
  let cloud: Cloud;
  let folder: string;
  let output: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(await runFolder(), 'conformance-'));
    cloud = await startCloud(undefined);
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  let count = 0;
  beforeEach(() => {
    count += 1;
    output = join(folder, `report-${count}.json`);
  });

  const run = (of: Cloud, ...argv: readonly string[]) =>
    rotator(of, 'doctor', '--conformance', '--output', output, ...argv);
  const callsOf = (since: number) =>
    cloud.sandbox.audit.records.slice(since).map(({ eventName }) => eventName);
  const secretsLeft = async () =>
    Object(await cloud.call('ListSecrets', {})).SecretList.Secret.map(
      ({ SecretName }: { SecretName: string }) => SecretName,
    );

  const usersLeft = async (): Promise<string[]> =>
    Object(await cloud.ram('ListUsers', {}))
      .Users.User.map(({ UserName }: { UserName: string }) => UserName)
      .filter((name: string) => name.startsWith('rotator-conformance-'));

  /** The same cloud for a user who may do all that a run needs but some actions. */
  async function without(name: string, ...missing: readonly string[]): Promise<Cloud> {
    const all = [...actions, ...keyActions];
    const Action = all.filter((action) => !missing.includes(action));
    const statements = [{ Effect: 'Allow', Action, Resource: '*' }];
    const { accessKeyId, accessKeySecret } = await userWithKey(cloud.sandbox, name, { statements });
    const variables = {
      ...cloud.variables,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    };
    return { ...cloud, variables };
  }

  it('calls nothing but STS where nobody can be asked, and says what it would call', async () => {
    const before = cloud.sandbox.audit.records.length;
    const { exitCode, stdout } = await run(cloud);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('at most 37 calls');
    expect(stdout).toContain('Pass --yes to confirm');
    for (const action of actions) expect(stdout).toContain(action);
    expect(callsOf(before)).toEqual(['GetCallerIdentity']);
  });

  it('prints each switch with its value, and what it did not ask, in 80 columns', async () => {
    const { exitCode, stdout, stderr } = await run(cloud, '--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^previousFollowsCurrent +false: it stays where it was$/m);
    expect(stdout).toMatch(/^mostFoundByTag +it takes thousands of secrets/m);
    expect(stdout).toContain('rotator sandbox --switch \\\n');
    expect(stdout).toContain('  readInDeletionWindow=Rejected.ResourceInDeleteWindow\n');
    expect(stdout).toContain('Keep each secret at 10 tags');
    const wide = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('report: '));
    expect(wide).toEqual([]);
    expect(await secretsLeft()).toEqual([]);
  });

  it('writes a report for others that only the user may read, without an id of the account', async () => {
    await run(cloud, '--yes');
    expect((await stat(output)).mode & 0o777).toBe(0o600);
    const text = await readFile(output, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      region: cloud.sandbox.regionId,
      product: 'secret-rotation-functions',
      findings: expect.arrayContaining([
        expect.objectContaining({
          name: 'putConflict',
          answer: { value: 'Rejected.ResourceExist', words: 'the code' },
          calls: [
            {
              action: 'PutSecretValue',
              code: 'Rejected.ResourceExist',
              message: expect.stringContaining('The version exists with another value'),
            },
          ],
        }),
      ]),
    });
    const { accountId, accessKeyId, accessKeySecret } = cloud.sandbox;
    for (const secret of [accountId, accessKeyId, accessKeySecret, 'value of a conformance test'])
      expect(text).not.toContain(secret);
  });

  it('answers one JSON document with --json', async () => {
    const { exitCode, stdout } = await run(cloud, '--yes', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: output,
      switches: expect.arrayContaining(['maxTags=10']),
    });
  });

  it('refuses a file that is there before it calls anything', async () => {
    await run(cloud, '--yes');
    const before = cloud.sandbox.audit.records.length;
    const { exitCode, stderr } = await run(cloud, '--yes');
    expect({ exitCode, calls: callsOf(before) }).toEqual({ exitCode: 2, calls: [] });
    expect(stderr).toContain('exists already');
  });

  it('leaves questions open that RAM forbids, and names the action', async () => {
    const { exitCode, stdout } = await run(await without('no-put', 'kms:PutSecretValue'), '--yes');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^requestBody +\? PutSecretValue failed with Forbidden/m);
    expect(stdout).toMatch(/^previousFollowsCurrent +\? not asked: it needs a version/m);
    expect(stdout).toMatch(/^defaultKey +absent/m);
    expect(JSON.parse(await readFile(output, 'utf8')).findings).toContainEqual(
      expect.objectContaining({ unanswered: expect.stringContaining('allow kms:PutSecretValue in RAM') }),
    );
    expect(await secretsLeft()).toEqual([]);
  });

  it('fails in one line where it may not make the secret', async () => {
    const { exitCode, stderr } = await run(await without('no-create', 'kms:CreateSecret'), '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^store-failed .*kms:CreateSecret .*To allow it: allow kms:CreateSecret in RAM\.\n$/,
    );
  });

  it('names the secret that it may not delete', async () => {
    const { exitCode, stdout } = await run(await without('no-delete', 'kms:DeleteSecret'), '--yes');
    expect(exitCode).toBe(1);
    const [left] = await secretsLeft();
    expect(stdout).toContain(`The secret ${left} is left. Delete it.`);
    expect(stdout).toContain('allow kms:DeleteSecret in RAM');
    await cloud.call('DeleteSecret', { SecretName: left, ForceDeleteWithoutRecovery: 'true' });
  });

  it('goes on where the answer of the first call is lost, or KMS throttles', async () => {
    cloud.sandbox.faults.ask({ action: 'CreateSecret', fault: { kind: 'lose-reply' } });
    cloud.sandbox.faults.ask({ action: 'PutSecretValue', fault: { kind: 'throttle' } });
    expect(await run(cloud, '--yes')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await secretsLeft()).toEqual([]);
  });

  it('also asks RAM with --access-keys, and leaves no user there', async () => {
    const { exitCode, stdout, stderr } = await run(cloud, '--yes', '--access-keys');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^neverUsed +absent: no date$/m);
    expect(stdout).toMatch(/^accessKeySpread +0: known at the first call$/m);
    expect(stdout).toMatch(/^deleteActiveKey +reject: it must be disabled before$/m);
    expect(stdout).toContain('  deleteActiveKey=reject');
    for (const action of keyActions) expect(stdout).toContain(action);
    expect(stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('report: '))).toEqual([]);
    expect(await usersLeft()).toEqual([]);
    const text = await readFile(output, 'utf8');
    const { notAsked, findings } = JSON.parse(text);
    expect(Object.keys(notAsked)).not.toContain('neverUsed');
    expect(findings.map(({ name }: { name: string }) => name)).toContain('accessKeySpread');
    expect(text).not.toMatch(/LTAI|AccessKeySecret/);
  });

  it('leaves the questions about AccessKeys open where it may not make a user', async () => {
    const { exitCode, stdout } = await run(
      await without('no-user', 'ram:CreateUser'),
      '--yes',
      '--access-keys',
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^neverUsed +\? CreateUser failed with NoPermission/m);
    expect(stdout).toMatch(/^previousFollowsCurrent +false/m);
  });

  it('names the user that it may not delete', async () => {
    const other = await without('no-delete-user', 'ram:DeleteUser');
    const { exitCode, stdout } = await run(other, '--yes', '--access-keys');
    expect(exitCode).toBe(1);
    const [left = ''] = await usersLeft();
    expect(stdout).toContain(`The RAM user ${left} is left. Delete it.`);
    await cloud.ram('DeleteUser', { UserName: left });
  });

  it('does not ask about the default key of a secret that has its own', async () => {
    const { stdout } = await run(cloud, '--yes', '--kms-key', 'key-1', '--kms-instance', 'kst-1');
    expect(stdout).toMatch(/^defaultKey +the temporary secret has a key of its own$/m);
    expect(stdout).not.toContain('defaultKey=');
  });
});
