import { describe, expect, it } from 'vitest';
import {
  Busy,
  Refused,
  ServiceError,
  StoreFailed,
  TlsFailed,
  Unreachable,
} from '../../../../shared/engine/rotation/errors.ts';
import { Step } from '../../../../shared/engine/rotation/result.ts';
import { fingerprint } from '../../../../shared/engine/rotation/status.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';

describe('the status of a secret', () => {
  it('tells of a success, and starts the count of failures anew', async () => {
    const { rotate, store } = engine({
      tags: { 'rotation:status': 'failures=2:refused@2026-01-01T00:00:00Z' },
    });
    await rotate();
    expect(store.tagsOf(secret)['rotation:status']).toBe('success=2023-11-14T22:13:20Z/of=ue9yoy/failures=0');
  });

  it('counts failures in a row and names the last one', async () => {
    const { rotate, service, store, events } = engine({ tags: { 'rotation:status': 'failures=1' } });
    service.onCall = (call) => {
      if (call === 'before set') throw new Unreachable('the model service', 'no answer');
    };
    await expect(rotate()).rejects.toMatchObject({ code: 'unreachable', aftermath: 'unknown' });
    expect(store.tagsOf(secret)['rotation:status']).toMatch(/^failures=2:unreachable@\S+$/);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'failed', code: 'unreachable', failures: 2 }),
    );
  });

  it('tells once that a secret is left to the operator, at the third failure in a row', async () => {
    const told = async (failures: number) => {
      const { rotate, service, events } = engine({ tags: { 'rotation:status': `failures=${failures}` } });
      service.onCall = (call) => {
        if (call === 'before set') throw new Unreachable('the model service', 'no answer');
      };
      await expect(rotate()).rejects.toThrow();
      return events.filter((event) => event.event === 'stopped').length;
    };
    expect([await told(1), await told(2), await told(3)]).toEqual([0, 1, 0]);
  });

  it('keeps a timer away from a secret that failed three times in a row, and not an operator', async () => {
    const { run, rotate, service, store } = engine({ tags: { 'rotation:status': 'failures=3' } });
    expect(await run({ operation: 'rotate', secret, scheduled: true })).toMatchObject({ Outcome: 'stopped' });
    expect(service.log).toEqual([]);
    expect(await rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(store.tagsOf(secret)['rotation:status']).toMatch(/failures=0$/);
    expect(await run({ operation: 'rotate', secret, scheduled: true })).toMatchObject({ Outcome: 'rotated' });
  });

  it('does not count an attempt that was only postponed, which is told as no failure', async () => {
    const { rotate, service, store, events } = engine({ tags: { 'rotation:status': 'failures=1' } });
    service.onCall = (call) => {
      if (call === 'before open') throw new Busy('the model service', 'it restarts');
    };
    expect(await rotate()).toMatchObject({ Outcome: 'postponed', Steps: [] });
    expect(store.tagsOf(secret)['rotation:status']).toBe('failures=1');
    expect(events.map(({ event }) => event)).toEqual(['finished']);
  });

  it('lets a single step of a busy service fail, so that its orchestrator hears of it', async () => {
    const { step, service } = engine();
    service.onCall = (call) => {
      if (call === 'before open') throw new Busy('the model service', 'it restarts');
    };
    await expect(step('createSecret', 'T1')).rejects.toMatchObject({ code: 'busy' });
  });

  it('never fails a rotation that succeeded because it could not be written', async () => {
    const { rotate, service, events } = engine();
    service.onCall = (call) => {
      if (call === 'before record') throw new Unreachable('the store', 'no answer');
    };
    expect(await rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(events).toContainEqual(expect.objectContaining({ event: 'status-not-recorded' }));
  });

  it('never fails a rotation that succeeded because of a bug of who writes it, and tells the bug', async () => {
    const { rotate, service, events } = engine();
    service.onCall = (call) => {
      if (call === 'before record') throw new TypeError('a bug');
    };
    expect(await rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(events).toContainEqual({ secret, event: 'status-not-recorded', code: 'internal-error' });
  });

  it('tells a bug after the service answered as a failure that counts, without a word of what it says', async () => {
    const { rotate, service, store, events } = engine();
    service.onCall = (call) => {
      if (call === 'before set') throw new TypeError('canary');
    };
    await expect(rotate()).rejects.toThrow(TypeError);
    expect(store.tagsOf(secret)['rotation:status']).toMatch(/^failures=1:internal-error@/);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'failed', code: 'internal-error', aftermath: 'unknown', failures: 1 }),
    );
    expect(JSON.stringify(events)).not.toContain('canary');
  });

  it.each([
    ['a bug', new TypeError('a bug'), 'internal-error'],
    ['an outage of the service', new Unreachable('the model service', 'no answer'), 'unreachable'],
    ['a certificate that has expired', new TlsFailed('the model service', 'expired'), 'tls-failed'],
  ])('records %s before the service answered, and does not count it', async (_, error, code) => {
    const { rotate, service, store, events } = engine({ tags: { 'rotation:status': 'failures=2' } });
    service.onCall = (call) => {
      if (call === 'before open') throw error;
    };
    await expect(rotate()).rejects.toBe(error);
    expect(store.tagsOf(secret)['rotation:status']).toMatch(`failures=2:${code}@`);
    expect(events.filter(({ event }) => event === 'stopped')).toEqual([]);
  });

  it.each([
    ['what is wrong with the account', new Refused('the model account', 'current'), 'refused'],
    ['an answer that no list has', new ServiceError('error 1524', 'the model service'), 'service-error'],
  ])('counts %s, which the service has answered instead of opening', async (_, error, code) => {
    const { rotate, service, store } = engine({ tags: { 'rotation:status': 'failures=1' } });
    service.onCall = (call) => {
      if (call === 'before open') throw error;
    };
    await expect(rotate()).rejects.toBe(error);
    expect(store.tagsOf(secret)['rotation:status']).toMatch(`failures=2:${code}@`);
  });

  it('counts an outage once the service has said where the account is', async () => {
    const { run, ports, store } = engine({ tags: { 'rotation:status': 'failures=1' } });
    const open: typeof ports.type.open = async ({ located }) => {
      located('the server', ['app']);
      throw new Unreachable('the model service', 'no answer');
    };
    const rotation = run({ operation: 'rotate', secret }, { type: { ...ports.type, open } });
    await expect(rotation).rejects.toMatchObject({ code: 'unreachable' });
    expect(store.tagsOf(secret)['rotation:status']).toMatch('failures=2:unreachable@');
  });

  it.each([
    ['has a lock, as that is taken by then', true, 2],
    ['has none, as nothing need have been asked by then', false, 1],
  ])('counts an outage once a service is open that %s', async (_, exclusive, failures) => {
    const { run, ports, service, store } = engine({ tags: { 'rotation:status': 'failures=1' } });
    const open: typeof ports.type.open = async (access) => ({
      ...(await ports.type.open(access)),
      exclusive,
    });
    service.onCall = (call) => {
      if (call === 'before set') throw new Unreachable('the model service', 'no answer');
    };
    const rotation = run({ operation: 'rotate', secret }, { type: { ...ports.type, open } });
    await expect(rotation).rejects.toMatchObject({ code: 'unreachable' });
    expect(store.tagsOf(secret)['rotation:status']).toMatch(`failures=${failures}:unreachable@`);
  });

  it('does not count an outage of the secrets API, whenever it begins', async () => {
    const { rotate, service, store } = engine({ tags: { 'rotation:status': 'failures=2' } });
    service.onCall = (call) => {
      if (call === 'before putPending') throw new StoreFailed('kms:PutSecretValue', secret, '500');
    };
    await expect(rotate()).rejects.toMatchObject({ code: 'store-failed' });
    expect(store.tagsOf(secret)['rotation:status']).toMatch('failures=2:store-failed@');
  });

  it('tells of a success after the last of four single steps, and of none before', async () => {
    const { step, store } = engine();
    const told: boolean[] = [];
    for (const name of Step.options) {
      await step(name, 'T1');
      told.push('rotation:status' in store.tagsOf(secret));
    }
    expect(told).toEqual([false, false, false, true]);
    expect(store.tagsOf(secret)['rotation:status']).toBe(
      `success=2023-11-14T22:13:20Z/of=${fingerprint('T1')}/failures=0`,
    );
  });

  it('keeps the time of a promotion when the last step comes again', async () => {
    const { rotate, step, store } = engine();
    await rotate('T1');
    store.calls.length = 0;
    expect(await step('finishSecret', 'T1')).toMatchObject({ Outcome: 'already-current' });
    expect(store.calls).not.toContain('record');
    expect(await rotate('T1')).toMatchObject({ Outcome: 'already-current' });
    expect(store.calls).not.toContain('record');
  });
});

describe('a secret that timers leave alone', () => {
  it('is not rotated by one that names it, and is by an operator', async () => {
    const { run, service } = engine({ tags: { 'rotation:auto': 'off' } });
    expect(await run({ operation: 'rotate', secret, scheduled: true })).toMatchObject({ Outcome: 'off' });
    expect(service.log).toEqual([]);
    expect(await run({ operation: 'rotate', secret })).toMatchObject({ Outcome: 'rotated' });
  });

  it('is not rotated by who finds it no longer due', async () => {
    const { run, service } = engine();
    const request = { operation: 'rotate', secret, isDue: () => false } as const;
    expect(await run(request)).toMatchObject({ Outcome: 'not-due' });
    expect(service.log).toEqual([]);
  });
});

describe('a secret the function is not for', () => {
  it.each([
    ['another type', { 'rotation:type': 'other' }, 'rotation:type says other'],
    ['an unknown strategy', { 'rotation:strategy': 'guess' }, 'rotation:strategy says guess'],
    ['an unknown tag', { 'rotation:shedule': 'rate(1 day)' }, 'rotation:shedule'],
  ])('is refused before anything is read: %s', async (_, tags, told) => {
    const { rotate, store, service } = engine({ tags });
    await expect(rotate()).rejects.toMatchObject({
      code: 'policy-malformed',
      aftermath: 'untouched',
      message: expect.stringContaining(told),
    });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: undefined });
    expect(service.log).toEqual([]);
  });

  it('is refused when it is of another environment', async () => {
    const { run, service } = engine({ tags: { 'rotation:environment': 'production' } });
    const rotation = run({ operation: 'rotate', secret }, { environmentName: 'staging' });
    await expect(rotation).rejects.toMatchObject({ code: 'environment-mismatch' });
    expect(service.log).toEqual([]);
  });

  it.each([
    ['names none', {}, 'staging'],
    ['names the same', { 'rotation:environment': 'staging' }, 'staging'],
    ['names one, and the function is for any', { 'rotation:environment': 'staging' }, undefined],
  ])('is rotated when its policy %s', async (_, tags, environmentName) => {
    const { run } = engine({ tags });
    expect(await run({ operation: 'rotate', secret }, { environmentName })).toMatchObject({
      Outcome: 'rotated',
    });
  });

  it('is refused when its value is malformed, naming the path', async () => {
    const { rotate, store } = engine();
    store.overwrite(secret, VersionId.parse('v0'), new Sensitive('{"host":"model","passwort":"canary-7"}'));
    const failure = await rotate().catch((error) => error);
    expect(failure).toMatchObject({ code: 'secret-malformed', message: expect.stringContaining('password') });
    expect(String(failure)).not.toContain('canary-7');
  });
});

describe('what a rotation tells', () => {
  it('names every event in its order and no value', async () => {
    const { rotate, events } = engine();
    const result = await rotate('T1');
    expect(events.map((event) => event.event)).toEqual([
      'service-opened',
      ...Array(4).fill(['step-started', 'step-finished']).flat().toSpliced(7, 0, 'promoted'),
      'finished',
    ]);
    expect(JSON.stringify([events, result])).not.toMatch(/first|model-value/);
    expect(value('first').toString()).toBe('[sensitive]');
  });
});
