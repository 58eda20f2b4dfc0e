import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create, move, type Parameters, put } from '../../support/sandbox/calls.ts';

const day = 24 * 60 * 60 * 1000;

describe('creating a secret', () => {
  it('answers with its ARN and makes the first version current', async () => {
    await using sandbox = await startSandbox({ regionId: 'eu-central-1' });
    const call = callsTo(sandbox);
    const answer = await call('CreateSecret', {
      SecretName: 'prod/app+db@1',
      VersionId: 'v1',
      SecretData: 'x',
    });
    expect(answer).toMatchObject({
      Arn: `acs:kms:eu-central-1:${sandbox.accountId}:secret/prod/app+db@1`,
      SecretName: 'prod/app+db@1',
      SecretType: 'Generic',
      VersionId: 'v1',
    });
    expect(await call('GetSecretValue', { SecretName: 'prod/app+db@1' })).toMatchObject({
      VersionStages: { VersionStage: ['ACSCurrent'] },
      SecretDataType: 'text',
    });
  });

  const refused: [string, Parameters, string][] = [
    ['a name of 193 characters', { SecretName: 'n'.repeat(193) }, 'InvalidParameter'],
    ['a name with a space', { SecretName: 'a b' }, 'InvalidParameter'],
    ['a name in the folder of KMS', { SecretName: 'acs/x' }, 'InvalidParameter'],
    ['a version id of 65 characters', { VersionId: 'v'.repeat(65) }, 'InvalidParameter'],
    ['no value', { SecretData: '' }, 'InvalidParameter'],
    ['an unknown type of value', { SecretDataType: 'json' }, 'InvalidParameter'],
    ['a managed type it does not keep', { SecretType: 'Redis' }, 'UnsupportedOperation'],
    ['a secret policy', { Policy: '{}' }, 'InvalidParameter'],
    ['tags that are no JSON', { Tags: '[' }, 'InvalidParameter'],
    ['a tag of the system', { Tags: '[{"TagKey":"acs:x","TagValue":""}]' }, 'InvalidParameter'],
    [
      'a tag given twice',
      { Tags: '[{"TagKey":"a","TagValue":"1"},{"TagKey":"a","TagValue":"2"}]' },
      'InvalidParameter',
    ],
  ];
  it.each(refused)('is refused with %s', async (_, parameters, failed) => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    const good = { SecretName: 'app', VersionId: 'v1', SecretData: 'x' };
    expect(await call('CreateSecret', { ...good, ...parameters })).toMatchObject({ failed, status: 400 });
    expect(await call('ListSecrets')).toMatchObject({ TotalCount: 0 });
  });

  it.each(['SecretName', 'VersionId', 'SecretData'])('is refused without %s', async (name) => {
    await using sandbox = await startSandbox();
    const good = new Map(Object.entries({ SecretName: 'app', VersionId: 'v1', SecretData: 'x' }));
    good.delete(name);
    expect(await callsTo(sandbox)('CreateSecret', Object.fromEntries(good))).toMatchObject({
      failed: 'MissingParameter',
      message: expect.stringContaining(name),
    });
  });

  it('under a name that is taken is refused', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app');
    expect(await call('CreateSecret', { SecretName: 'app', VersionId: 'v1', SecretData: 'x' })).toMatchObject(
      { failed: 'Rejected.ResourceExist', status: 409 },
    );
  });
});

describe('a secret that KMS rotates by itself', () => {
  it('shows its type and lets nobody write its versions', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'managed', {
      SecretType: 'Rds',
      ExtendedConfig: '{"SecretSubType":"DoubleUsers","DBInstanceId":"rm-1"}',
    });
    expect(await call('DescribeSecret', { SecretName: 'managed' })).toMatchObject({
      SecretType: 'Rds',
      AutomaticRotation: 'Disabled',
      ExtendedConfig: '{"SecretSubType":"DoubleUsers","DBInstanceId":"rm-1"}',
    });
    expect(await put(call, 'managed', 'v2')).toMatchObject({ failed: 'UnsupportedOperation', status: 400 });
    expect(await move(call, 'managed', 'X', { MoveToVersion: 'v1' })).toMatchObject({
      failed: 'UnsupportedOperation',
    });
  });

  it('is read by the stages of the system only, and ignores a version id', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'managed', { SecretType: 'Rds' });
    expect(await call('GetSecretValue', { SecretName: 'managed', VersionId: 'v9' })).toMatchObject({
      VersionId: 'v1',
    });
    expect(await call('GetSecretValue', { SecretName: 'managed', VersionStage: 'X' })).toMatchObject({
      status: 404,
    });
  });
});

describe('naming a secret by its ARN', () => {
  it('reaches the same secret, and none of another account', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app');
    const arn = `acs:kms:${sandbox.regionId}:${sandbox.accountId}:secret/app`;
    const foreign = `acs:kms:${sandbox.regionId}:1234567890123456:secret/app`;
    for (const action of ['GetSecretValue', 'ListSecretVersionIds']) {
      expect(await call(action, { SecretName: arn })).toMatchObject({ SecretName: 'app' });
      expect(await call(action, { SecretName: foreign })).toMatchObject({ status: 404 });
    }
  });
});

describe('deleting a secret', () => {
  async function startAged() {
    let age = 0;
    const sandbox = await startSandbox({ clock: { now: () => Date.now() + age, sleep: async () => {} } });
    return {
      call: callsTo(sandbox),
      pass: (milliseconds: number) => {
        age += milliseconds;
      },
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  }

  it('leaves it restorable, unreadable and unwritable in its window', async () => {
    await using aged = await startAged();
    const { call } = aged;
    await create(call, 'app');
    const before = Date.now();
    const { PlannedDeleteTime } = Object(await call('DeleteSecret', { SecretName: 'app' }));
    expect(Date.parse(PlannedDeleteTime) - before).toBeGreaterThan(30 * day - 2_000);
    expect(Date.parse(PlannedDeleteTime) - before).toBeLessThan(30 * day + 60_000);
    expect(await call('DescribeSecret', { SecretName: 'app' })).toMatchObject({ PlannedDeleteTime });
    const refused = { failed: 'Rejected.ResourceInDeleteWindow', status: 409 };
    expect(await call('GetSecretValue', { SecretName: 'app' })).toMatchObject(refused);
    expect(await put(call, 'app', 'v2')).toMatchObject(refused);
    expect(await move(call, 'app', 'X', { MoveToVersion: 'v1' })).toMatchObject(refused);
    expect(await call('DeleteSecret', { SecretName: 'app' })).toMatchObject(refused);
    expect(await call('CreateSecret', { SecretName: 'app', VersionId: 'v', SecretData: 'x' })).toMatchObject(
      refused,
    );
    await call('RestoreSecret', { SecretName: 'app' });
    expect(await call('GetSecretValue', { SecretName: 'app' })).toMatchObject({ SecretData: 'value of v1' });
    expect(await call('DescribeSecret', { SecretName: 'app' })).not.toHaveProperty('PlannedDeleteTime');
  });

  it.each(['6', '31', 'x', '-7', '7.5'])('with a window of %s days is refused', async (window) => {
    await using aged = await startAged();
    const { call } = aged;
    await create(call, 'app');
    expect(await call('DeleteSecret', { SecretName: 'app', RecoveryWindowInDays: window })).toMatchObject({
      failed: 'InvalidParameter',
    });
    expect(await call('GetSecretValue', { SecretName: 'app' })).toHaveProperty('SecretData');
  });

  it('by force takes effect at once and frees the name', async () => {
    await using aged = await startAged();
    const { call } = aged;
    await create(call, 'app');
    await call('DeleteSecret', {
      SecretName: 'app',
      ForceDeleteWithoutRecovery: 'true',
      RecoveryWindowInDays: '7',
    });
    expect(await call('DescribeSecret', { SecretName: 'app' })).toMatchObject({ status: 404 });
    await create(call, 'app');
  });

  it('takes effect for good when the window is over', async () => {
    await using aged = await startAged();
    const { call } = aged;
    await create(call, 'app');
    await create(call, 'other');
    await call('DeleteSecret', { SecretName: 'app', RecoveryWindowInDays: '7' });
    aged.pass(7 * day - 60_000);
    expect(await call('ListSecrets')).toMatchObject({ TotalCount: 2 });
    aged.pass(120_000);
    expect(await call('ListSecrets')).toMatchObject({ TotalCount: 1 });
    expect(await call('RestoreSecret', { SecretName: 'app' })).toMatchObject({ status: 404 });
    await create(call, 'app');
  });

  it('cannot be taken back where nothing was deleted', async () => {
    await using aged = await startAged();
    await create(aged.call, 'app');
    expect(await aged.call('RestoreSecret', { SecretName: 'app' })).toMatchObject({
      failed: 'InvalidParameter',
    });
  });
});
