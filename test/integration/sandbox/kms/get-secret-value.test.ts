import { describe, expect, it } from 'vitest';
import { codeOf, create, put } from '../../../support/sandbox/calls.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('GetSecretValue', () => {
  it('finds a value by stage, by version, and by both when they agree', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    const read = (more: Record<string, string>) => call('GetSecretValue', { SecretName: 'app', ...more });
    expect(await read({})).toMatchObject({ VersionId: 'v1', SecretData: 'value of v1' });
    expect(await read({ VersionStage: 'Pending' })).toMatchObject({ VersionId: 'v2' });
    expect(await read({ VersionId: 'v2' })).toMatchObject({ SecretData: 'value of v2' });
    expect(await read({ VersionId: 'v2', VersionStage: 'Pending' })).toMatchObject({ VersionId: 'v2' });
    expect(await read({ VersionId: 'v2', VersionStage: 'ACSCurrent' })).toMatchObject({ status: 404 });
  });

  it('tells a dry run apart from a call that would fail', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    expect(await call('GetSecretValue', { SecretName: 'app', DryRun: 'true' })).toMatchObject({
      failed: 'DryRunOperationError',
    });
    expect(await call('GetSecretValue', { SecretName: 'none', DryRun: 'true' })).toMatchObject({
      failed: 'Forbidden.ResourceNotFound',
    });
  });

  it('reaches a secret by its ARN, and none of another account', async () => {
    await using running = await startWithSecret();
    const { call, sandbox, arn } = running;
    const foreign = `acs:kms:${sandbox.regionId}:1234567890123456:secret/app`;
    expect(await call('GetSecretValue', { SecretName: arn('app') })).toMatchObject({ SecretName: 'app' });
    expect(await call('GetSecretValue', { SecretName: foreign })).toMatchObject({ status: 404 });
  });

  it('reads a managed secret by the stages of the system only, and ignores a version id', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await create(call, 'managed', { SecretType: 'Rds' });
    expect(await call('GetSecretValue', { SecretName: 'managed', VersionId: 'v9' })).toMatchObject({
      VersionId: 'v1',
    });
    expect(await call('GetSecretValue', { SecretName: 'managed', VersionStage: 'X' })).toMatchObject({
      status: 404,
    });
  });

  it.each([
    ['no name', {}, 'MissingParameter'],
    ['a name that is none', { SecretName: 'a b' }, 'InvalidParameter'],
    ['an empty stage', { SecretName: 'app', VersionStage: '' }, 'InvalidParameter'],
    ['a version id of 65 characters', { SecretName: 'app', VersionId: 'v'.repeat(65) }, 'InvalidParameter'],
    ['a flag that is none', { SecretName: 'app', DryRun: 'yes' }, 'InvalidParameter'],
  ])('is refused with %s', async (_, parameters, failed) => {
    await using running = await startWithSecret();
    expect(await running.call('GetSecretValue', parameters)).toMatchObject({ failed, status: 400 });
  });

  it('checks parameters, permission, existence, deletion window and version in this order', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    const nobody = await running.asNobody();
    await create(call, 'going');
    await call('DeleteSecret', { SecretName: 'going' });
    const read = (by: typeof call, SecretName: string, VersionId = 'v9') =>
      codeOf(by('GetSecretValue', { SecretName, VersionId, DryRun: 'true' }));
    expect([
      await read(nobody, 'none', ''),
      await read(nobody, 'none'),
      await read(call, 'none'),
      await read(call, 'going'),
      await read(call, 'app'),
      await read(call, 'app', 'v1'),
    ]).toEqual([
      'InvalidParameter',
      'Forbidden.NoPermission',
      'Forbidden.ResourceNotFound',
      'Rejected.ResourceInDeleteWindow',
      'Forbidden.ResourceNotFound',
      'DryRunOperationError',
    ]);
  });
});
