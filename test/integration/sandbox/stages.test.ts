import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create, move, put, stagesOf } from '../../support/sandbox/calls.ts';

async function startWithSecret() {
  const sandbox = await startSandbox();
  const call = callsTo(sandbox);
  await create(call, 'app');
  return { sandbox, call, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

describe('putting a version', () => {
  it('makes it current and the one before it previous, and leaves the third without a stage', async () => {
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

  it('that holds the same value already changes nothing and succeeds', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await put(call, 'app', 'v2', ['Pending']);
    await put(call, 'app', 'v3', ['Pending']);
    expect(await put(call, 'app', 'v2', ['Pending'])).toMatchObject({ VersionStages: { VersionStage: [] } });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'], v2: [], v3: ['Pending'] });
  });

  it('that holds another value is refused and keeps the first', async () => {
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

  it('past the tenth makes the oldest one without a stage go', async () => {
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
});

describe('moving a stage', () => {
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
  ])('to %s is refused', async (_, versions, failed) => {
    await using running = await startWithSecret();
    const { call } = running;
    expect(await move(call, 'app', 'ACSCurrent', versions)).toMatchObject({ failed });
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'] });
  });
});

describe('reading a value', () => {
  it('finds it by stage, by version, and by both when they agree', async () => {
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
});

describe('listing versions', () => {
  it('hides those without a stage unless asked for them, and pages', async () => {
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
});
