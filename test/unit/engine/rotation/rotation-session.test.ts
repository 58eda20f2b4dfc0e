import { describe, expect, it } from 'vitest';
import { Refused, StoreFailed } from '../../../../shared/engine/rotation/errors.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);
const request = { operation: 'rotate', secret, token: version('T1') } as const;

/** The engine with a clock that stands still, but for what each call of service and store takes. */
function timed(slots: 1 | 2, takes: Readonly<Record<string, number>>) {
  const made = engine({ slots });
  let now = 1_000_000;
  made.service.onCall = (call) => {
    now += takes[call] ?? 0;
  };
  const clock = { now: () => now, sleep: () => new Promise<void>(setImmediate) };
  return { ...made, run: () => made.run(request, { clock }) };
}

describe('the times of a rotation', () => {
  const takes = { 'after putPending': 1, 'after set': 20, 'after prove': 300, 'after move current': 4_000 };

  it('tell how long each step took', async () => {
    const { run, events } = timed(2, takes);
    const { Steps } = await run();
    expect(Steps.map(({ DurationMs }) => DurationMs)).toEqual([1, 20, 300, 4_000]);
    expect(events.flatMap((event) => (event.event === 'step-finished' ? event.durationMs : []))).toEqual([
      1, 20, 300, 4_000,
    ]);
  });

  it('tell for how long no stored current value logged in: from the set to the promotion', async () => {
    expect(await timed(1, takes).run()).toMatchObject({ WindowMs: 4_320 });
  });

  it('tell of no window where the promotion was another invocation’s', async () => {
    const { step } = engine({ slots: 1 });
    await step('createSecret', 'T1');
    expect(await step('setSecret', 'T1')).not.toHaveProperty('WindowMs');
    expect(await step('finishSecret', 'T1')).not.toHaveProperty('WindowMs');
  });
});

describe('an answer', () => {
  it('names the current version where no other is meant', async () => {
    const { rotate, service } = engine();
    service.onCall = (call) => {
      if (call !== 'after readCurrent') return undefined;
      service.onCall = () => {};
      return rotate('T1');
    };
    expect(await rotate()).toMatchObject({ Outcome: 'superseded', VersionId: 'T1' });
  });
});

describe('a secret of which no version is current', () => {
  it('is left alone, and its lock is given back', async () => {
    const { rotate, store, service } = engine();
    service.onCall = (call) => {
      if (call === 'before stages') store.label(secret, 'current', undefined);
    };
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'stage-conflict', aftermath: 'untouched' });
    service.onCall = () => {};
    store.label(secret, 'current', version('v0'));
    expect(await rotate('T1')).toMatchObject({ Outcome: 'rotated' });
  });
});

describe('a service that does not open', () => {
  it('is tried again only with another current value', async () => {
    const { rotate, service, store } = engine();
    service.accepted = [];
    await expect(rotate('T1')).rejects.toMatchObject({ code: 'refused' });
    expect(service.log).toEqual(['refused login']);
    expect(store.calls.filter((call) => call === 'readCurrent')).toHaveLength(3);
  });

  it('is tried no second time for another reason than a refusal', async () => {
    const { run, ports, store } = engine();
    let opened = 0;
    const type: typeof ports.type = {
      ...ports.type,
      open: async () => {
        opened += 1;
        store.overwrite(secret, version('T9'), value('theirs'));
        store.label(secret, 'current', version('T9'));
        throw new StoreFailed('GetSecretValue', secret, 'no answer');
      },
    };
    await expect(run(request, { type })).rejects.toMatchObject({ code: 'store-failed' });
    expect(opened).toBe(1);
  });

  it('is told again of its lock being waited for when it is opened anew', async () => {
    const { run, ports, store, service } = engine();
    const plain = modelType(service);
    const stale = { ...store.stagesOf(secret) };
    const read = store.stages.bind(store);
    let looks = 0;
    let opened = 0;
    const type: typeof ports.type = {
      ...plain,
      open: async (access) => {
        opened += 1;
        if (opened === 2) {
          access.contended();
          return plain.open(access);
        }
        await run({ ...request, token: version('T9') });
        throw new Refused('the model account', 'current');
      },
    };
    store.stages = async (...given) => {
      const stages = await read(...given);
      if (opened === 2) looks += 1;
      return opened === 2 && looks < 3 ? stale : stages;
    };
    expect(await run(request, { type })).toMatchObject({ Outcome: 'superseded' });
    expect(looks).toBe(3);
  });
});
