import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo } from '../../support/sandbox/calls.ts';

const managed = (RotationInterval: string) => ({
  SecretName: 'db',
  VersionId: 'v1',
  SecretData: 'x',
  SecretType: 'Rds',
  EnableAutomaticRotation: 'true',
  RotationInterval,
});

describe('the interval at which KMS rotates a managed secret', () => {
  it.each([
    ['30d', '2592000s'],
    ['12h', '43200s'],
    ['720m', '43200s'],
    ['604800s', '604800s'],
  ])('given as %s is answered as %s wherever it is answered', async (given, answered) => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    const seen = { AutomaticRotation: 'Enabled', RotationInterval: answered };
    expect(await call('CreateSecret', managed(given))).toMatchObject(seen);
    expect(await call('DescribeSecret', { SecretName: 'db' })).toMatchObject(seen);
    expect(await call('GetSecretValue', { SecretName: 'db' })).toMatchObject(seen);
  });

  it.each(['30', '30 d', 'd', '1.5d', '5h', '366d', '30w'])('is refused as %j', async (given) => {
    await using sandbox = await startSandbox();
    expect(await callsTo(sandbox)('CreateSecret', managed(given))).toMatchObject({
      failed: 'InvalidParameter',
      status: 400,
    });
  });
});
