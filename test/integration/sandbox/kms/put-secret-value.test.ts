import { describe, expect, it } from 'vitest';
import { codeOf, create, put, stagesOf } from '../../../support/sandbox/calls.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('PutSecretValue', () => {
  it('makes a version current and the one before it previous, and leaves the third without a stage', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2');
    await put(call, 'app', 'v3');
    expect(await stagesOf(call, 'app')).toEqual({ v1: [], v2: ['ACSPrevious'], v3: ['ACSCurrent'] });
  });

  it('under a custom stage leaves the current and the previous where they are', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2');
    expect(await put(call, 'app', 'v3', ['Pending'])).toMatchObject({
      VersionStages: { VersionStage: ['Pending'] },
    });
    expect(await stagesOf(call, 'app')).toEqual({
      v1: ['ACSPrevious'],
      v2: ['ACSCurrent'],
      v3: ['Pending'],
    });
  });

  it('takes a custom stage from the version that had it', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    await put(call, 'app', 'v3', ['Pending']);
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'], v2: [], v3: ['Pending'] });
  });

  it('of a version that holds the same value already changes nothing and succeeds', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    await put(call, 'app', 'v3', ['Pending']);
    expect(await put(call, 'app', 'v2', ['Pending'])).toMatchObject({ VersionStages: { VersionStage: [] } });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'], v2: [], v3: ['Pending'] });
  });

  it('of a version that holds another value is refused and keeps the first', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending'], 'the first');
    expect(await put(call, 'app', 'v2', ['Pending'], 'the second')).toMatchObject({
      failed: 'Rejected.ResourceExist',
      status: 409,
    });
    expect(await call('GetSecretValue', { SecretName: 'app', VersionId: 'v2' })).toMatchObject({
      SecretData: 'the first',
    });
  });

  it('past the tenth version makes the oldest one without a stage go', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    for (let number = 2; number <= 12; number += 1) await put(call, 'app', `v${number}`, ['Pending']);
    const versions = await stagesOf(call, 'app');
    expect(Object.keys(versions)).toHaveLength(10);
    expect(versions).toMatchObject({ v1: ['ACSCurrent'], v12: ['Pending'] });
    expect(versions).not.toHaveProperty('v2');
    expect(versions).not.toHaveProperty('v3');
  });

  it('with a ninth stage is refused and adds no version', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    expect(await put(call, 'app', 'v2', ['A', 'B', 'C', 'D', 'E', 'F', 'G'])).toHaveProperty('RequestId');
    expect(await put(call, 'app', 'v3', ['H'])).toMatchObject({ failed: 'Rejected.LimitExceeded' });
    expect(Object.keys(await stagesOf(call, 'app'))).toEqual(['v2', 'v1']);
  });

  it('of 30,720 bytes is accepted and of one more is refused', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    const most = 'ä'.repeat(15_360);
    expect(await put(call, 'app', 'v2', ['Pending'], most)).toHaveProperty('RequestId');
    expect(await call('GetSecretValue', { SecretName: 'app', VersionStage: 'Pending' })).toMatchObject({
      SecretData: most,
    });
    expect(await put(call, 'app', 'v3', ['Pending'], `${most}x`)).toMatchObject({
      failed: 'InvalidParameter',
    });
  });

  it('reaches a secret by its ARN', async () => {
    await using running = await startWithSecret();
    expect(await put(running.call, running.arn('app'), 'v2')).toMatchObject({
      SecretName: 'app',
      VersionId: 'v2',
    });
  });

  const good = { SecretName: 'app', VersionId: 'v2', SecretData: 'x' };
  it.each([
    ['no value', { SecretName: 'app', VersionId: 'v2' }, 'MissingParameter'],
    ['no version id', { SecretName: 'app', SecretData: 'x' }, 'MissingParameter'],
    ['an empty value', { ...good, SecretData: '' }, 'InvalidParameter'],
    ['a version id of 65 characters', { ...good, VersionId: 'v'.repeat(65) }, 'InvalidParameter'],
    ['an unknown type of value', { ...good, SecretDataType: 'json' }, 'InvalidParameter'],
    ['stages that are no JSON', { ...good, VersionStages: 'ACSCurrent' }, 'InvalidParameter'],
    ['no stage', { ...good, VersionStages: '[]' }, 'InvalidParameter'],
  ])('is refused with %s', async (_, parameters, failed) => {
    await using running = await startWithSecret();
    expect(await running.call('PutSecretValue', parameters)).toMatchObject({ failed, status: 400 });
    expect(await stagesOf(running.call, 'app')).toEqual({ v1: ['ACSCurrent'] });
  });

  it('checks parameters, permission, existence, window, type, the value and stages in this order', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    const nobody = await running.asNobody();
    await create(call, 'going', { SecretType: 'Rds' });
    await call('DeleteSecret', { SecretName: 'going' });
    await create(call, 'managed', { SecretType: 'Rds' });
    const nine = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'];
    expect([
      await codeOf(put(nobody, 'none', '', nine)),
      await codeOf(put(nobody, 'none', 'v1', nine)),
      await codeOf(put(call, 'none', 'v1', nine)),
      await codeOf(put(call, 'going', 'v1', nine)),
      await codeOf(put(call, 'managed', 'v1', nine, 'another')),
      await codeOf(put(call, 'app', 'v1', nine, 'another')),
      await codeOf(put(call, 'app', 'v2', nine)),
    ]).toEqual([
      'InvalidParameter',
      'Forbidden.NoPermission',
      'Forbidden.ResourceNotFound',
      'Rejected.ResourceInDeleteWindow',
      'UnsupportedOperation',
      'Rejected.ResourceExist',
      'Rejected.LimitExceeded',
    ]);
  });
});
