import { describe, expect, it } from 'vitest';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('UpdateSecret', () => {
  it('changes the description, and nothing without one', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    const answer = await call('UpdateSecret', { SecretName: 'app', Description: 'of the shop' });
    expect(answer).toMatchObject({ SecretName: 'app', RequestId: expect.any(String) });
    expect(await call('UpdateSecret', { SecretName: 'app' })).toMatchObject({ SecretName: 'app' });
    expect(await call('DescribeSecret', { SecretName: 'app' })).toMatchObject({ Description: 'of the shop' });
  });

  it.each([
    ['a secret that is not there', { SecretName: 'none' }, 'Forbidden.ResourceNotFound', 404],
    [
      'a description of 1,025 characters',
      { SecretName: 'app', Description: 'd'.repeat(1_025) },
      'InvalidParameter',
      400,
    ],
    ['no name', {}, 'MissingParameter', 400],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    expect(await running.call('UpdateSecret', parameters)).toMatchObject({ failed, status });
  });

  it('is refused by an ARN, and in the deletion window', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    expect(await call('UpdateSecret', { SecretName: arn('app'), Description: 'x' })).toMatchObject({
      failed: 'InvalidParameter',
    });
    await call('DeleteSecret', { SecretName: 'app' });
    expect(await call('UpdateSecret', { SecretName: 'app', Description: 'x' })).toMatchObject({
      failed: 'Rejected.ResourceInDeleteWindow',
      status: 409,
    });
  });
});
