import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create, move, put } from '../../support/sandbox/calls.ts';

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

  it.each([
    ['30d', '2592000s'],
    ['12h', '43200s'],
    ['720m', '43200s'],
    ['604800s', '604800s'],
  ])('has its interval, given as %s, answered as %s wherever it is answered', async (given, answered) => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    const managed = {
      SecretName: 'db',
      VersionId: 'v1',
      SecretData: 'x',
      SecretType: 'Rds',
      EnableAutomaticRotation: 'true',
      RotationInterval: given,
    };
    const seen = { AutomaticRotation: 'Enabled', RotationInterval: answered };
    expect(await call('CreateSecret', managed)).toMatchObject(seen);
    expect(await call('DescribeSecret', { SecretName: 'db' })).toMatchObject(seen);
    expect(await call('GetSecretValue', { SecretName: 'db' })).toMatchObject(seen);
  });
});
