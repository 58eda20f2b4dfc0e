import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create, move, put, stagesOf } from '../../support/sandbox/calls.ts';

async function startWithSecret() {
  const sandbox = await startSandbox();
  const call = callsTo(sandbox);
  await create(call, 'app');
  return {
    call,
    faults: sandbox.faults,
    audit: sandbox.audit,
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

describe('a fault that was asked for', () => {
  it('throttles so many calls of one action and no other', async () => {
    await using running = await startWithSecret();
    const { call, faults } = running;
    faults.ask({ fault: { kind: 'throttle' }, action: 'GetSecretValue', times: 2 });
    const read = () => call('GetSecretValue', { SecretName: 'app' });
    expect(await call('DescribeSecret', { SecretName: 'app' })).toHaveProperty('Arn');
    expect(await read()).toMatchObject({ failed: 'Rejected.Throttling', status: 429 });
    expect(await read()).toMatchObject({ failed: 'Rejected.Throttling', status: 429 });
    expect(await read()).toMatchObject({ SecretData: 'value of v1' });
  });

  it('lets the first calls pass when told to', async () => {
    await using running = await startWithSecret();
    const { call, faults } = running;
    faults.ask({ fault: { kind: 'throttle' }, skip: 1 });
    expect(await call('ListSecrets')).toHaveProperty('TotalCount');
    expect(await call('ListSecrets')).toMatchObject({ status: 429 });
    expect(await call('ListSecrets')).toHaveProperty('TotalCount');
  });

  it('is forgotten when it is taken back', async () => {
    await using running = await startWithSecret();
    const { call, faults } = running;
    faults.ask({ fault: { kind: 'throttle' }, times: 99 });
    faults.staleReads(10_000);
    faults.clear();
    await put(call, 'app', 'v2');
    expect(await call('GetSecretValue', { SecretName: 'app' })).toMatchObject({ VersionId: 'v2' });
  });

  it('loses the reply and keeps the effect', async () => {
    await using running = await startWithSecret();
    const { call, faults, audit } = running;
    faults.ask({ fault: { kind: 'lose-reply' }, action: 'PutSecretValue' });
    const answer = await put(call, 'app', 'v2', ['P']).catch((error: Error) => error);
    expect(answer).not.toHaveProperty('RequestId');
    expect(audit.count('PutSecretValue')).toBe(1);
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'], v2: ['P'] });
    expect(await put(call, 'app', 'v2', ['P'])).toHaveProperty('RequestId');
  });

  it.each([
    [500, 'InternalFailure', 'before', ['v1']],
    [500, 'InternalFailure', 'after', ['v2', 'v1']],
    [503, 'ServiceUnavailableTemporary', 'before', ['v1']],
    [503, 'ServiceUnavailableTemporary', 'after', ['v2', 'v1']],
  ] as const)('answers %i (%s) %s the effect', async (status, failed, when, versions) => {
    await using running = await startWithSecret();
    const { call, faults } = running;
    faults.ask({ fault: { kind: 'fail', status, when }, action: 'PutSecretValue' });
    expect(await put(call, 'app', 'v2', ['P'])).toMatchObject({ failed, status });
    expect(Object.keys(await stagesOf(call, 'app'))).toEqual(versions);
  });

  it('delays the answer', async () => {
    await using running = await startWithSecret();
    const { call, faults } = running;
    faults.ask({ fault: { kind: 'delay', milliseconds: 120, when: 'before' } });
    let isOver = false;
    setTimeout(() => {
      isOver = true;
    }, 120);
    await call('ListSecrets');
    expect(isOver).toBe(true);
  });

  it('holds the answer back until it is let go', async () => {
    await using running = await startWithSecret();
    const { call, faults } = running;
    const order: string[] = [];
    const until = async () => {
      order.push('held');
      await new Promise((resolve) => setImmediate(resolve));
      order.push('let go');
    };
    faults.ask({ fault: { kind: 'hold', until, when: 'after' } });
    await call('ListSecrets');
    expect([...order, 'answered']).toEqual(['held', 'let go', 'answered']);
  });

  it('of the start is there from the first call', async () => {
    await using sandbox = await startSandbox({ faults: [{ fault: { kind: 'throttle' } }] });
    expect(await callsTo(sandbox)('ListSecrets')).toMatchObject({ status: 429 });
  });

  it('does not keep a sandbox from ending', async () => {
    const sandbox = await startSandbox();
    const call = callsTo(sandbox);
    sandbox.faults.ask({
      fault: { kind: 'delay', milliseconds: 60_000, when: 'after' },
      action: 'CreateSecret',
    });
    const answer = call('CreateSecret', { SecretName: 'app', VersionId: 'v1', SecretData: 'x' });
    await expect.poll(() => call('DescribeSecret', { SecretName: 'app' })).toHaveProperty('Arn');
    await sandbox[Symbol.asyncDispose]();
    expect(await answer).toHaveProperty('Arn');
  });
});

describe('reads that lag', () => {
  async function startLagging(milliseconds: number) {
    let age = 0;
    const sandbox = await startSandbox({ clock: { now: () => Date.now() + age, sleep: async () => {} } });
    const call = callsTo(sandbox);
    await create(call, 'app');
    sandbox.faults.staleReads(milliseconds);
    return {
      call,
      pass: () => {
        age += milliseconds;
      },
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  }

  it('show the state before a put and a move until the time has passed', async () => {
    await using lagging = await startLagging(60_000);
    const { call } = lagging;
    await put(call, 'app', 'v2', ['P']);
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'] });
    expect(await call('GetSecretValue', { SecretName: 'app', VersionId: 'v2' })).toMatchObject({
      status: 404,
    });
    lagging.pass();
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'], v2: ['P'] });
    await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' });
    expect(await call('GetSecretValue', { SecretName: 'app' })).toMatchObject({ VersionId: 'v1' });
    lagging.pass();
    expect(await call('GetSecretValue', { SecretName: 'app' })).toMatchObject({ VersionId: 'v2' });
  });

  it('show each of several changes in its turn', async () => {
    await using lagging = await startLagging(60_000);
    const { call } = lagging;
    for (const version of ['v2', 'v3', 'v4']) await put(call, 'app', version, ['P']);
    expect(await stagesOf(call, 'app')).toEqual({ v1: ['ACSCurrent'] });
    lagging.pass();
    expect(Object.keys(await stagesOf(call, 'app'))).toEqual(['v4', 'v3', 'v2', 'v1']);
  });

  it('never mislead a write', async () => {
    await using lagging = await startLagging(60_000);
    const { call } = lagging;
    await put(call, 'app', 'v2', ['P'], 'the first');
    expect(await put(call, 'app', 'v2', ['P'], 'the second')).toMatchObject({ status: 409 });
    expect(await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' })).toHaveProperty('RequestId');
  });
});
