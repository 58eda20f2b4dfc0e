import { describe, expect, it } from 'vitest';
import { create, move, put } from '../../../support/sandbox/calls.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

const day = 24 * 60 * 60 * 1000;

describe('DeleteSecret', () => {
  it('leaves a secret restorable, unreadable and unwritable in its window', async () => {
    await using running = await startWithSecret();
    const { call } = running;
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

  it.each(['6', '31', 'x', '-7', '7.5'])('is refused with a window of %s days', async (window) => {
    await using running = await startWithSecret();
    const { call } = running;
    expect(await call('DeleteSecret', { SecretName: 'app', RecoveryWindowInDays: window })).toMatchObject({
      failed: 'InvalidParameter',
    });
    expect(await call('GetSecretValue', { SecretName: 'app' })).toHaveProperty('SecretData');
  });

  it('takes effect at once by force, and frees the name', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await call('DeleteSecret', {
      SecretName: 'app',
      ForceDeleteWithoutRecovery: 'true',
      RecoveryWindowInDays: '7',
    });
    expect(await call('DescribeSecret', { SecretName: 'app' })).toMatchObject({ status: 404 });
    await create(call, 'app');
  });

  it('deletes by force a secret that is in its window already', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await call('DeleteSecret', { SecretName: 'app' });
    const forced = { SecretName: 'app', ForceDeleteWithoutRecovery: 'true' };
    expect(await call('DeleteSecret', forced)).toMatchObject({ SecretName: 'app' });
    expect(await call('RestoreSecret', { SecretName: 'app' })).toMatchObject({ status: 404 });
  });

  it('takes effect for good when the window is over', async () => {
    await using running = await startWithSecret();
    const { call, clock } = running;
    await create(call, 'other');
    await call('DeleteSecret', { SecretName: 'app', RecoveryWindowInDays: '7' });
    clock.pass(7 * day - 60_000);
    expect(await call('ListSecrets')).toMatchObject({ TotalCount: 2 });
    clock.pass(120_000);
    expect(await call('ListSecrets')).toMatchObject({ TotalCount: 1 });
    expect(await call('RestoreSecret', { SecretName: 'app' })).toMatchObject({ status: 404 });
    await create(call, 'app');
  });

  it('is refused for a secret that is not there, and by an ARN', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    expect(await call('DeleteSecret', { SecretName: 'none' })).toMatchObject({
      failed: 'Forbidden.ResourceNotFound',
      status: 404,
    });
    expect(await call('DeleteSecret', { SecretName: arn('app') })).toMatchObject({
      failed: 'InvalidParameter',
    });
  });
});
