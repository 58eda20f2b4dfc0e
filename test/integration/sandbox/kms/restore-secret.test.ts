import { describe, expect, it } from 'vitest';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('RestoreSecret', () => {
  it('ends the deletion window, and the secret is as it was', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await call('DeleteSecret', { SecretName: 'app' });
    expect(await call('RestoreSecret', { SecretName: 'app' })).toMatchObject({ SecretName: 'app' });
    expect(await call('GetSecretValue', { SecretName: 'app' })).toMatchObject({ SecretData: 'value of v1' });
  });

  it('cannot take back where nothing was deleted', async () => {
    await using running = await startWithSecret();
    expect(await running.call('RestoreSecret', { SecretName: 'app' })).toMatchObject({
      failed: 'InvalidParameter',
    });
  });

  it.each([
    ['a secret that is not there', { SecretName: 'none' }, 'Forbidden.ResourceNotFound', 404],
    ['no name', {}, 'MissingParameter', 400],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    expect(await running.call('RestoreSecret', parameters)).toMatchObject({ failed, status });
  });

  it('is refused by an ARN', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    await call('DeleteSecret', { SecretName: 'app' });
    expect(await call('RestoreSecret', { SecretName: arn('app') })).toMatchObject({
      failed: 'InvalidParameter',
      status: 400,
    });
  });
});
