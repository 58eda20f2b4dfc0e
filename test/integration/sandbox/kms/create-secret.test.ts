import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, codeOf, create, type Parameters } from '../../../support/sandbox/calls.ts';
import { manyTags, tagsOf } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

const good = { SecretName: 'new', VersionId: 'v1', SecretData: 'x' };

describe('CreateSecret', () => {
  it('answers with the ARN and makes the first version current', async () => {
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
    ['a value of 30,721 bytes', { SecretData: 'x'.repeat(30_721) }, 'InvalidParameter'],
    ['an unknown type of value', { SecretDataType: 'json' }, 'InvalidParameter'],
    ['a managed type it does not keep', { SecretType: 'Redis' }, 'UnsupportedOperation'],
    ['a managed secret of bytes', { SecretType: 'Rds', SecretDataType: 'binary' }, 'InvalidParameter'],
    ['a description of 1,025 characters', { Description: 'd'.repeat(1_025) }, 'InvalidParameter'],
    ['a configuration that is no JSON', { ExtendedConfig: '{' }, 'InvalidParameter'],
    ['a flag that is none', { EnableAutomaticRotation: 'yes' }, 'InvalidParameter'],
    ['a secret policy', { Policy: '{}' }, 'InvalidParameter'],
    ['tags that are no JSON', { Tags: '[' }, 'InvalidParameter'],
    ['a tag of the system', { Tags: '[{"TagKey":"acs:x","TagValue":""}]' }, 'InvalidParameter'],
    [
      'a tag given twice',
      { Tags: '[{"TagKey":"a","TagValue":"1"},{"TagKey":"a","TagValue":"2"}]' },
      'InvalidParameter',
    ],
    ['21 tags', { Tags: manyTags(21) }, 'Rejected.LimitExceeded'],
  ];
  it.each(refused)('is refused with %s', async (_, parameters, failed) => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    expect(await call('CreateSecret', { ...good, ...parameters })).toMatchObject({ failed, status: 400 });
    expect(await call('ListSecrets')).toMatchObject({ TotalCount: 0 });
  });

  it.each(['30', '30 d', 'd', '1.5d', '5h', '366d', '30w'])(
    'is refused with the rotation interval %j',
    async (RotationInterval) => {
      await using sandbox = await startSandbox();
      const managed = { SecretType: 'Rds', EnableAutomaticRotation: 'true', RotationInterval };
      expect(await callsTo(sandbox)('CreateSecret', { ...good, ...managed })).toMatchObject({
        failed: 'InvalidParameter',
        status: 400,
      });
    },
  );

  it.each(['SecretName', 'VersionId', 'SecretData'])('is refused without %s', async (name) => {
    await using sandbox = await startSandbox();
    const given = new Map(Object.entries(good));
    given.delete(name);
    expect(await callsTo(sandbox)('CreateSecret', Object.fromEntries(given))).toMatchObject({
      failed: 'MissingParameter',
      message: expect.stringContaining(name),
    });
  });

  it('takes 20 tags', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: manyTags(20) });
    expect(Object.keys(await tagsOf(call, 'app'))).toHaveLength(20);
  });

  it('is refused under a name that is taken', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    expect(await call('CreateSecret', { SecretName: 'app', VersionId: 'v1', SecretData: 'x' })).toMatchObject(
      { failed: 'Rejected.ResourceExist', status: 409 },
    );
  });

  it('is refused under the name of a secret in its deletion window', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await call('DeleteSecret', { SecretName: 'app' });
    expect(await call('CreateSecret', { ...good, SecretName: 'app' })).toMatchObject({
      failed: 'Rejected.ResourceInDeleteWindow',
      status: 409,
    });
  });

  it('checks parameters, permission, type, name and tags in this order', async () => {
    await using running = await startWithSecret();
    const nobody = await running.asNobody();
    const taken = { ...good, SecretName: 'app', Tags: manyTags(21) };
    const ofOtherType = { ...taken, SecretType: 'Redis' };
    expect([
      await codeOf(nobody('CreateSecret', { ...ofOtherType, VersionId: '' })),
      await codeOf(nobody('CreateSecret', ofOtherType)),
      await codeOf(running.call('CreateSecret', ofOtherType)),
      await codeOf(running.call('CreateSecret', taken)),
      await codeOf(running.call('CreateSecret', { ...taken, SecretName: 'new' })),
    ]).toEqual([
      'InvalidParameter',
      'Forbidden.NoPermission',
      'UnsupportedOperation',
      'Rejected.ResourceExist',
      'Rejected.LimitExceeded',
    ]);
  });
});
