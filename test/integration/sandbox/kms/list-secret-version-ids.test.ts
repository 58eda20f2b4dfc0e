import { describe, expect, it } from 'vitest';
import { type Parameters, put } from '../../../support/sandbox/calls.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('ListSecretVersionIds', () => {
  it('hides versions without a stage unless asked for them, and pages', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2');
    await put(call, 'app', 'v3');
    expect(await call('ListSecretVersionIds', { SecretName: 'app' })).toMatchObject({ TotalCount: 2 });
    expect(
      await call('ListSecretVersionIds', {
        SecretName: 'app',
        IncludeDeprecated: 'true',
        PageNumber: '2',
        PageSize: '2',
      }),
    ).toMatchObject({ TotalCount: 3, VersionIds: { VersionId: [{ VersionId: 'v1' }] } });
  });

  it('answers each version with its time and its stages, 20 on a page', async () => {
    await using running = await startWithSecret();
    expect(await running.call('ListSecretVersionIds', { SecretName: 'app' })).toEqual({
      SecretName: 'app',
      PageNumber: 1,
      PageSize: 20,
      TotalCount: 1,
      VersionIds: {
        VersionId: [
          {
            VersionId: 'v1',
            CreateTime: expect.stringMatching(/Z$/),
            VersionStages: { VersionStage: ['ACSCurrent'] },
          },
        ],
      },
      RequestId: expect.any(String),
    });
  });

  it('reaches a secret by its ARN, and none of another account', async () => {
    await using running = await startWithSecret();
    const { call, sandbox, arn } = running;
    const foreign = `acs:kms:${sandbox.regionId}:1234567890123456:secret/app`;
    expect(await call('ListSecretVersionIds', { SecretName: arn('app') })).toMatchObject({
      SecretName: 'app',
    });
    expect(await call('ListSecretVersionIds', { SecretName: foreign })).toMatchObject({ status: 404 });
  });

  it.each<[Parameters, string, number]>([
    [{ SecretName: 'none' }, 'Forbidden.ResourceNotFound', 404],
    [{}, 'MissingParameter', 400],
    [{ SecretName: 'app', PageSize: '101' }, 'InvalidParameter', 400],
    [{ SecretName: 'app', PageNumber: '0' }, 'InvalidParameter', 400],
    [{ SecretName: 'app', IncludeDeprecated: 'yes' }, 'InvalidParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startWithSecret();
    expect(await running.call('ListSecretVersionIds', parameters)).toMatchObject({ failed, status });
  });
});
