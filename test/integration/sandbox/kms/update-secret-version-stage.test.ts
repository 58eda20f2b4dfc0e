import { describe, expect, it } from 'vitest';
import { codeOf, create, move, put, stagesOf } from '../../../support/sandbox/calls.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('UpdateSecretVersionStage: moving a stage', () => {
  it('takes it from the version that had it', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    expect(await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' })).toHaveProperty('RequestId');
    expect(await stagesOf(call, 'app')).toEqual({ v1: [], v2: ['ACSCurrent', 'Pending'] });
  });

  it('is repeatable', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' });
    await move(call, 'app', 'ACSPrevious', { MoveToVersion: 'v1' });
    await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSPrevious'], v2: ['ACSCurrent', 'Pending'] });
  });

  it('with both versions named moves from the one to the other', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    await move(call, 'app', 'Pending', { RemoveFromVersion: 'v2', MoveToVersion: 'v1' });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent', 'Pending'], v2: [] });
  });

  it('away detaches a custom stage', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    expect(await move(call, 'app', 'Pending', { RemoveFromVersion: 'v2' })).toHaveProperty('RequestId');
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'], v2: [] });
  });

  it.each(['ACSCurrent', 'ACSPrevious'])('away is refused for %s', async (stage) => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2');
    const before = await stagesOf(call, 'app');
    const holder = stage === 'ACSCurrent' ? 'v2' : 'v1';
    expect(await move(call, 'app', stage, { RemoveFromVersion: holder })).toMatchObject({
      failed: 'InvalidParameter',
    });
    expect(await stagesOf(call, 'app')).toEqual(before);
  });

  it.each([
    ['no version at all', {}, 'MissingParameter'],
    ['a version that does not exist', { MoveToVersion: 'v9' }, 'Forbidden.ResourceNotFound'],
    ['a version id of 65 characters', { MoveToVersion: 'v'.repeat(65) }, 'InvalidParameter'],
  ])('to %s is refused', async (_, versions, failed) => {
    await using running = await startWithSecret();
    const { call } = running;
    expect(await move(call, 'app', 'ACSCurrent', versions)).toMatchObject({ failed });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'] });
  });

  it('past the eighth stage of a secret is refused', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    expect(await move(call, 'app', 'H', { MoveToVersion: 'v1' })).toMatchObject({
      failed: 'Rejected.LimitExceeded',
      status: 400,
    });
  });

  it('reaches a secret by its ARN', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    expect(await move(call, arn('app'), 'Pending', { MoveToVersion: 'v1' })).toMatchObject({
      SecretName: 'app',
    });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent', 'Pending'] });
  });

  it('checks parameters, permission, existence, window, type, holder and version in this order', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    const nobody = await running.asNobody();
    await create(call, 'going', { SecretType: 'Rds' });
    await call('DeleteSecret', { SecretName: 'going' });
    await create(call, 'managed', { SecretType: 'Rds' });
    const wrong = { RemoveFromVersion: 'v8', MoveToVersion: 'v9' };
    expect([
      await codeOf(move(nobody, 'none', '', wrong)),
      await codeOf(move(nobody, 'none', 'X', wrong)),
      await codeOf(move(call, 'none', 'X', wrong)),
      await codeOf(move(call, 'going', 'X', wrong)),
      await codeOf(move(call, 'managed', 'X', wrong)),
      await codeOf(move(call, 'app', 'X', wrong)),
      await codeOf(move(call, 'app', 'X', { MoveToVersion: 'v9' })),
    ]).toEqual([
      'InvalidParameter',
      'Forbidden.NoPermission',
      'Forbidden.ResourceNotFound',
      'Rejected.ResourceInDeleteWindow',
      'UnsupportedOperation',
      'InvalidParameter',
      'Forbidden.ResourceNotFound',
    ]);
  });
});
