import { describe, expect, it } from 'vitest';
import { runEmergency } from '../../../../shared/engine/operations/emergency.ts';
import { Busy, Refused, ServiceError, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import { Step } from '../../../../shared/engine/rotation/result.ts';
import type { SecretType, Service } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import type { ModelService, ModelValue } from '../../../support/engine/model-service.ts';

/** A rotation whose new value is set and, for the reason given, not proven. */
function failing({
  slots = 1,
  error = new ServiceError('error 4711'),
}: {
  slots?: 1 | 2;
  error?: Error;
} = {}) {
  const scene = engine({ slots });
  let isMended = false;
  scene.service.onCall = (call) => {
    if (call === 'before prove' && !isMended) throw error;
  };
  return {
    ...scene,
    mend: () => {
      isMended = true;
    },
  };
}

/** Does something right before a call, beside what happens there anyway. */
function rightBefore(service: ModelService, call: string, act: () => void): void {
  const { onCall } = service;
  service.onCall = (one) => {
    if (one === `before ${call}`) act();
    return onCall(one);
  };
}

/** A type whose services are changed once they are open. */
function changed<Value>(
  type: SecretType<Value>,
  change: (service: Service<Value>) => Service<Value>,
): SecretType<Value> {
  return { ...type, open: async (access) => change(await type.open(access)) };
}

describe('a new value that is set and cannot be proven', () => {
  it('gives way to the current one where the service keeps one only, and the next rotation begins anew', async () => {
    const { rotate, service, store, mend } = failing();
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'service-error', aftermath: 'untouched' });
    expect(service.accepted).toEqual(['first']);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: undefined });
    mend();
    expect(await rotate('T2')).toMatchObject({ Outcome: 'rotated', VersionId: 'T2' });
  });

  it('gives way by a value that the service may hold, as it did before', async () => {
    const { ports, run } = failing();
    const fresh: boolean[] = [];
    const type = changed(ports.type, (service) => ({
      ...service,
      set: async (next, isFresh, version) => {
        fresh.push(isFresh);
        await service.set(next, isFresh, version);
      },
    }));
    await expect(run({ operation: 'rotate', secret }, { type })).rejects.toThrow();
    expect(fresh).toEqual([true, false]);
  });

  it('hides no fault of ours that is met on the way back', async () => {
    const { rotate, service } = failing();
    rightBefore(service, 'tryOld', () => {
      throw new TypeError('a bug');
    });
    await expect(rotate('T1')).rejects.toThrow(TypeError);
  });

  it('stays where the service keeps both', async () => {
    const { rotate, service } = failing({ slots: 2 });
    await expect(rotate('T1')).rejects.toMatchObject({ aftermath: 'applied' });
    expect(service.accepted).toEqual(['model-value-1', 'first']);
  });

  it('stays where it is the value that is refused, as nobody knows then what is accepted', async () => {
    const { rotate, service } = failing({ error: new Refused('the model account', 'pending') });
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'refused', aftermath: 'applied' });
    expect(service.accepted).toEqual(['model-value-1']);
  });

  it('stays in an emergency, whose old value may be anybody’s', async () => {
    const { run, service } = failing();
    await expect(run({ operation: 'rotate', secret }, { emergency: true })).rejects.toMatchObject({
      aftermath: 'applied',
    });
    expect(service.accepted).toEqual(['model-value-1']);
  });

  it('stays once the lock is lost', async () => {
    const { rotate, service } = failing();
    rightBefore(service, 'prove', () => {
      service.lockLost = true;
    });
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'service-error', aftermath: 'applied' });
    expect(service.accepted).toEqual(['model-value-1']);
  });

  it('keeps its stage where the lock is lost once the current one is back', async () => {
    const { rotate, service, store } = failing();
    rightBefore(service, 'tryOld', () => {
      service.lockLost = true;
    });
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'service-error', aftermath: 'applied' });
    expect(service.accepted).toEqual(['first']);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });

  it('is told as it failed, and gone on with, where the current one cannot be set again', async () => {
    const { rotate, service, store, mend } = failing();
    let sets = 0;
    rightBefore(service, 'set', () => {
      sets += 1;
      if (sets === 2) throw new Unreachable('the model service', 'no answer');
    });
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'service-error', aftermath: 'applied' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
    mend();
    expect(await rotate()).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
  });

  it('keeps its stage until the current one is seen to be accepted', async () => {
    const { rotate, service, store } = failing();
    rightBefore(service, 'tryOld', () => {
      service.accepted = ['somebody-else'];
    });
    await expect(rotate('T1')).rejects.toMatchObject({ aftermath: 'applied' });
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });

  it('keeps its stage where nothing can tell whether the current one is accepted', async () => {
    const { ports, run, store } = failing();
    const type = changed(ports.type, (opened) => ({ ...opened, revocation: undefined }));
    await expect(run({ operation: 'rotate', secret }, { type })).rejects.toMatchObject({
      code: 'service-error',
      aftermath: 'applied',
    });
    expect(store.stagesOf(secret).pending).toBeDefined();
  });

  it.each(['testSecret', 'finishSecret'] as const)('gives way where %s comes alone, too', async (name) => {
    const { step, service, store, mend } = failing();
    await step('createSecret', 'T1');
    await step('setSecret', 'T1');
    expect(service.accepted).toEqual(['model-value-1']);
    await expect(step(name, 'T1')).rejects.toMatchObject({ code: 'service-error', aftermath: 'untouched' });
    expect(service.accepted).toEqual(['first']);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: undefined });
    mend();
    for (const one of Step.options) await step(one, 'T2');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'v0' });
  });

  it('is told and counted although nothing is left of it, also where the service is only busy', async () => {
    const { rotate, store } = failing({ error: new Busy('the model service', 'no place is free') });
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'busy', aftermath: 'untouched' });
    expect(store.tagsOf(secret)['rotation:status']).toContain('failures=1:busy');
  });

  it('leaves what others promote while it is not seen whether the current one is accepted', async () => {
    const { ports, run, service, store } = failing();
    rightBefore(service, 'tryOld', () => {
      store.overwrite(secret, VersionId.parse('T2'), value('later'));
      store.label(secret, 'current', VersionId.parse('T2'));
      throw new ServiceError('error 4711');
    });
    const type = changed(ports.type, (opened) => ({ ...opened, exclusive: false }));
    await expect(run({ operation: 'rotate', secret }, { type })).rejects.toMatchObject({
      aftermath: 'applied',
    });
    expect(service.accepted).toEqual(['later']);
  });

  it('stays where a step that comes alone finds the value refused', async () => {
    const { step, service, store } = failing({ error: new Refused('the model account', 'pending') });
    await step('createSecret', 'T1');
    await step('setSecret', 'T1');
    await expect(step('testSecret', 'T1')).rejects.toMatchObject({ code: 'refused', aftermath: 'applied' });
    expect(service.accepted).toEqual(['model-value-1']);
    expect(store.stagesOf(secret).pending).toBe('T1');
  });

  it.each([
    [['first'], 'the current one', ['first']],
    [['model-value-1'], 'the new one, which an attempt before has set', ['first']],
    [[], 'neither of them', ['model-value-1']],
  ])(
    'gives way only to a current one that was accepted before: in came %s, %s',
    async (known, _, accepted) => {
      const { ports, run, step, service } = failing();
      await step('createSecret', 'T1');
      const type = changed(ports.type, (opened) => ({
        ...opened,
        login: {
          currentRefused: false,
          hasAccepted: ({ password }: ModelValue) => known.includes(password),
          testCurrent: async () => {},
        },
      }));
      await expect(run({ operation: 'rotate', secret }, { type })).rejects.toThrow('4711');
      expect(service.accepted).toEqual(accepted);
    },
  );

  it.each([
    [true, ['first'], 'fresh'],
    [false, ['model-value-1'], 'stored before'],
  ])('where nothing tells whether the current one logs in: %s, as it is %s', async (isFresh, accepted) => {
    const { ports, run, step, service } = failing();
    if (!isFresh) await step('createSecret', 'T1');
    const type = changed(ports.type, (opened) => ({ ...opened, login: undefined }));
    await expect(run({ operation: 'rotate', secret }, { type })).rejects.toThrow('4711');
    expect(service.accepted).toEqual(accepted);
  });

  it.each([
    ['a rotation', undefined],
    ['a lone testSecret', 'testSecret'],
    ['a lone finishSecret', 'finishSecret'],
  ] as const)('stays where an emergency has begun that is not over: %s', async (_, name) => {
    const made = failing();
    const { run, step, service, store, mend } = made;
    await expect(runEmergency(made.ports, { operation: 'emergency', secret })).rejects.toThrow('4711');
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'emergency-minted-1' });
    await step('createSecret', 'T1');
    const token = VersionId.parse('T1');
    const last = name === undefined ? run({ operation: 'rotate', secret, token }) : step(name, 'T1');
    await expect(last).rejects.toMatchObject({ aftermath: 'applied' });
    expect(service.accepted).toEqual(['model-value-1']);
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
    mend();
    expect(await run({ operation: 'rotate', secret })).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
  });

  it('stays where an emergency has gone on with what was pending', async () => {
    const { ports, step, service, store } = failing();
    await step('createSecret', 'P');
    await expect(runEmergency(ports, { operation: 'emergency', secret })).rejects.toThrow('4711');
    const named = 'emergency-minted-2';
    expect(store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: named });
    expect(store.valueOf(secret, VersionId.parse(named)).equals(value('model-value-1'))).toBe(true);
    for (const [name, token] of [
      ['testSecret', 'P'],
      ['testSecret', named],
    ] as const)
      await expect(step(name, token)).rejects.toThrow();
    expect(service.accepted).toEqual(['model-value-1']);
  });

  it('gives way once such an emergency is over', async () => {
    const made = failing();
    made.mend();
    await runEmergency(made.ports, { operation: 'emergency', secret });
    const [evicted] = made.service.accepted;
    made.service.onCall = (call) => {
      if (call === 'before prove') throw new ServiceError('error 4711');
    };
    await expect(made.rotate('T1')).rejects.toMatchObject({ aftermath: 'untouched' });
    expect(made.service.accepted).toEqual([evicted]);
  });

  it('gives way where a type knows no accounts', async () => {
    const { ports, run, service } = failing();
    const { account: _, ...type } = ports.type;
    await expect(run({ operation: 'rotate', secret }, { type })).rejects.toMatchObject({
      aftermath: 'untouched',
    });
    expect(service.accepted).toEqual(['first']);
  });

  it('stays where it is of another account, from which the current one was taken by nobody', async () => {
    const { ports, run, service } = failing();
    const type = { ...ports.type, account: ({ password }: ModelValue) => password };
    await expect(run({ operation: 'rotate', secret }, { type })).rejects.toMatchObject({
      aftermath: 'applied',
    });
    expect(service.accepted).toEqual(['model-value-1']);
  });

  it.each([
    ['before prove', [true]],
    ['after tryOld', [true, false, false]],
  ])(
    'stays where another delivery promotes it meanwhile, %s, and is set as often as it takes',
    async (moment, sets) => {
      const { ports, run, service, store } = failing();
      const { onCall } = service;
      const version = VersionId.parse('T1');
      service.onCall = (call) => {
        if (call === moment) {
          store.label(secret, 'current', version);
          store.label(secret, 'pending', undefined);
        }
        return onCall(call);
      };
      const fresh: boolean[] = [];
      const type = changed(ports.type, (opened) => ({
        ...opened,
        exclusive: false,
        set: async (next, isFresh, one) => {
          fresh.push(isFresh);
          await opened.set?.(next, isFresh, one);
        },
      }));
      await expect(run({ operation: 'rotate', secret, token: version }, { type })).rejects.toThrow('4711');
      expect(service.accepted).toEqual(['model-value-1']);
      expect(fresh).toEqual(sets);
    },
  );

  it.each([
    ['promoted', 'T2', undefined, 'later', 'applied'],
    ['made pending', 'v0', 'T2', 'first', 'untouched'],
  ])(
    'leaves another version that was %s meanwhile as it is',
    async (_, current, pending, accepted, aftermath) => {
      const { ports, run, service, store } = failing();
      const { onCall } = service;
      service.onCall = (call) => {
        if (call === 'after tryOld') {
          store.overwrite(secret, VersionId.parse('T2'), value('later'));
          store.label(secret, 'current', VersionId.parse(current));
          store.label(secret, 'pending', pending === undefined ? undefined : VersionId.parse(pending));
        }
        return onCall(call);
      };
      const type = changed(ports.type, (opened) => ({ ...opened, exclusive: false }));
      await expect(run({ operation: 'rotate', secret }, { type })).rejects.toMatchObject({ aftermath });
      expect(service.accepted).toEqual([accepted]);
      expect(store.stagesOf(secret)).toMatchObject({ current, pending });
    },
  );

  it('stays where another delivery of the rotation has set and promoted it', async () => {
    const { ports, run, service, store } = failing();
    const version = VersionId.parse('T1');
    const promote = async () => {
      service.accepted = ['model-value-1'];
      store.label(secret, 'current', version);
      store.label(secret, 'pending', undefined);
    };
    service.onCall = async (call) => {
      if (call === 'after putPending') await promote();
      if (call === 'before prove') throw new ServiceError('error 4711');
    };
    const type = changed(ports.type, (opened) => ({ ...opened, exclusive: false }));
    await expect(run({ operation: 'rotate', secret, token: version }, { type })).rejects.toThrow('4711');
    expect(service.accepted).toEqual(['model-value-1']);
  });
});
