import { describe, expect, it } from 'vitest';
import {
  PasswordRejected,
  type RotationError,
  StoreFailed,
} from '../../../../shared/engine/rotation/errors.ts';
import type { Request } from '../../../../shared/engine/rotation/run-request.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);
const whole: Request = { operation: 'rotate', secret, token: version('T1') };

describe('once the lock is lost', () => {
  const losing = async (at: string) => {
    const made = engine();
    made.service.onCall = (call) => {
      if (call === at) made.service.lockLost = true;
    };
    const told = await made.rotate('T1').catch((error: RotationError) => error);
    return { ...made, told };
  };

  it('a rotation stores nothing more', async () => {
    const { store, told } = await losing('after stages');
    expect(told).toMatchObject({ Outcome: 'postponed' });
    expect(store.stagesOf(secret)).toMatchObject({ versions: ['v0'], pending: undefined });
  });

  it('it sets nothing more', async () => {
    const { service, told } = await losing('after putPending');
    expect(told).toMatchObject({ Outcome: 'postponed' });
    expect(service.log).not.toContain('set');
  });

  it('it promotes nothing more', async () => {
    const { store, told } = await losing('after move previous');
    expect(told).toMatchObject({ code: 'busy', aftermath: 'applied' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });
});

it('who has moved no stage before the lock is lost leaves the stages to who has it now', async () => {
  const { rotate, service, store } = engine();
  service.onCall = (call) => {
    if (call !== 'after prove') return;
    service.lockLost = true;
    store.overwrite(secret, version('T2'), value('of-another'));
    store.label(secret, 'previous', version('v0'));
    store.label(secret, 'current', version('T2'));
    store.label(secret, 'pending', undefined);
    store.calls.length = 0;
  };
  await expect(rotate('T1')).rejects.toMatchObject({ code: 'busy', aftermath: 'applied' });
  expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'v0', pending: undefined });
  expect(store.calls.filter((call) => call === 'stages')).toEqual([]);
});

it('a value that was rejected stays pending once the lock is lost, since another delivery may set it', async () => {
  const { step, service, store } = engine();
  await step('createSecret', 'T1');
  service.onCall = (call) => {
    if (call !== 'before set') return;
    service.lockLost = true;
    throw new PasswordRejected('the model account', 'it wants more digits');
  };
  await expect(step('setSecret', 'T1')).rejects.toMatchObject({ code: 'busy' });
  expect(store.stagesOf(secret).pending).toBe('T1');
});

it('a lock that is lost is no failure of the secret', async () => {
  const { step, service, store } = engine();
  service.lockLost = true;
  await expect(step('createSecret', 'T1')).rejects.toMatchObject({ code: 'busy' });
  expect(store.tagsOf(secret)).not.toHaveProperty('rotation:status');
});

describe('once the time is up', () => {
  const cutShort = async (
    request: Request,
    at: string,
    before: readonly ('createSecret' | 'setSecret')[] = [],
  ) => {
    const made = engine({ slots: 1 });
    for (const step of before) await made.step(step, 'T1');
    const controller = new AbortController();
    made.service.onCall = (call) => {
      if (call === at) controller.abort();
    };
    const late = made.run(request, { signal: controller.signal });
    await expect(late, at).rejects.toMatchObject({ code: 'unreachable' });
    return made;
  };

  it('a rotation sets nothing more', async () => {
    const { service } = await cutShort(whole, 'after move previous');
    expect(service.log).toEqual(['login']);
  });

  it('it begins no other step', async () => {
    const { service } = await cutShort(whole, 'after set');
    expect(service.log).toEqual(['login', 'set']);
  });

  it('it promotes nothing more', async () => {
    const finish = { operation: 'step', step: 'finishSecret', secret, token: version('T1') } as const;
    const { store } = await cutShort(finish, 'after prove', ['createSecret', 'setSecret']);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });
});

describe('the lock', () => {
  const watched = () => {
    const made = engine();
    const order: string[] = [];
    made.service.onCall = (call) => order.push(call);
    const model = modelType(made.service);
    const type: typeof model = {
      ...model,
      open: async (access) => {
        const opened = await model.open(access);
        return {
          ...opened,
          [Symbol.asyncDispose]: async () => {
            order.push('released');
            await opened[Symbol.asyncDispose]();
          },
        };
      },
    };
    return { ...made, order, watch: (request: Request) => made.run(request, { type }) };
  };

  it('is held to the end of a rotation', async () => {
    const { watch, order } = watched();
    await watch(whole);
    expect(order.indexOf('released')).toBe(order.indexOf('after clearPending') + 1);
  });

  it('is held to the end of a rotation that goes on with a pending value', async () => {
    const { step, watch, order } = watched();
    await step('createSecret', 'T1');
    await watch(whole);
    expect(order.indexOf('released')).toBe(order.indexOf('after clearPending') + 1);
  });

  it('is held to the end of a lone createSecret', async () => {
    const { watch, order } = watched();
    await watch({ operation: 'step', step: 'createSecret', secret, token: version('T1') });
    expect(order.indexOf('released')).toBe(order.indexOf('after putPending') + 1);
  });

  it('is given back when the stages cannot be read', async () => {
    const { watch, order, service } = watched();
    service.onCall = (call) => {
      if (call === 'before stages') throw new StoreFailed('stages', secret, 'no answer');
    };
    await expect(watch(whole)).rejects.toMatchObject({ code: 'store-failed' });
    expect(order).toEqual(['released']);
  });

  it('comes too late for a lone createSecret that was overtaken by a whole rotation', async () => {
    const { rotate, step, store, service } = engine();
    service.onCall = (call) => {
      if (call !== 'after readCurrent') return undefined;
      service.onCall = () => {};
      return rotate('T1');
    };
    await expect(step('createSecret', 'T2')).rejects.toMatchObject({ code: 'superseded' });
    expect(store.stagesOf(secret)).toMatchObject({ versions: ['T1', 'v0'], pending: undefined });
  });
});

describe('a version that somebody else stored under the same token in the meantime', () => {
  /** Without the lock: another product, or somebody's hand. */
  const intruding = (pending: string) => {
    const made = engine();
    made.service.onCall = (call) => {
      if (call !== 'before putPending') return;
      for (const stored of ['T1', pending]) made.store.overwrite(secret, version(stored), value('theirs'));
      made.store.label(secret, 'pending', version(pending));
    };
    return made;
  };

  it('is gone on with as it is stored', async () => {
    const { rotate, service, store } = intruding('T1');
    expect(await rotate('T1')).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
    expect(service.accepted).toEqual(['theirs', 'first']);
    expect(store.valueOf(secret, version('T1')).equals(value('theirs'))).toBe(true);
  });

  it('is given up where another one is pending', async () => {
    const { rotate, service } = intruding('T9');
    expect(await rotate('T1')).toMatchObject({ Outcome: 'superseded' });
    expect(service.accepted).toEqual(['first']);
  });
});
