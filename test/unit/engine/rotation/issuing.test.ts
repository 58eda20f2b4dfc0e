import { describe, expect, it } from 'vitest';
import { NoRoom, PlaceTaken, Unreachable } from '../../../../shared/engine/rotation/errors.ts';
import type { SecretType, Service } from '../../../../shared/engine/rotation/service.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const rival = VersionId.parse('rival');
const token = VersionId.parse('T1');
const whole = { operation: 'rotate', secret, token } as const;
const lone = { operation: 'step', step: 'createSecret', secret, token } as const;

/** The model as a service that makes its values itself, and accepts them at once. */
function issuing(
  change: (service: Service<ModelValue>) => Partial<Service<ModelValue>> = () => ({}),
  isUsable = true,
) {
  const made = engine();
  const plain = modelType(made.service);
  const withdrawn: string[] = [];
  const type: SecretType<ModelValue> = {
    ...plain,
    open: async (access) => {
      const issued: Service<ModelValue> = {
        ...(await plain.open(access)),
        installs: false,
        set: async () => {},
        create: async () => {
          const password = made.service.make();
          made.service.accepted.unshift(password);
          return { ...access.current, password };
        },
        issuing: {
          revoke: async ({ password }) => {
            withdrawn.push(password);
            made.service.accepted = made.service.accepted.filter((one) => one !== password);
          },
          isUsable: async () => isUsable,
        },
      };
      return { ...issued, ...change(issued) };
    },
  };
  const { store } = made;
  const putByRival = () => {
    store.overwrite(secret, rival, value('of-the-rival'));
    store.label(secret, 'pending', rival);
  };
  return {
    ...made,
    withdrawn,
    putByRival,
    run: (request: typeof whole | typeof lone, signal = made.ports.signal) =>
      made.run(request, { type, signal }),
  };
}

describe('a value that the service has issued', () => {
  it('is stored, proven and promoted without being set', async () => {
    const { run, service, store } = issuing();
    expect(await run(whole)).toMatchObject({ Outcome: 'rotated' });
    expect(store.valueOf(secret, token).equals(value(service.accepted[0] ?? ''))).toBe(true);
    expect(service.log).not.toContain('set');
  });

  it('is withdrawn when another delivery has stored its own under the same version', async () => {
    const { run, store, service, withdrawn } = issuing();
    service.accepted.push('of-the-twin');
    service.onCall = (call) => {
      if (call !== 'before putPending') return;
      store.overwrite(secret, token, value('of-the-twin'));
      store.label(secret, 'pending', token);
    };
    expect(await run(whole)).toMatchObject({ Outcome: 'rotated', VersionId: token });
    expect(withdrawn).toEqual(['model-value-1']);
    expect(service.accepted).toEqual(['first', 'of-the-twin']);
  });

  it('is withdrawn when the hold was lost before it could be stored', async () => {
    const { run, service, store, withdrawn } = issuing();
    service.lockLost = true;
    expect(await run(whole)).toMatchObject({ Outcome: 'postponed' });
    expect(withdrawn).toEqual(['model-value-1']);
    expect(store.stagesOf(secret).versions).toEqual(['v0']);
  });

  it('is told to be unknown when it could not be stored for another reason', async () => {
    const { run, service, withdrawn } = issuing();
    service.onCall = (call) => {
      if (call === 'before putPending') throw new NoRoom('the store', 'it is full', 'Wait');
    };
    await expect(run(lone)).rejects.toMatchObject({ aftermath: 'unknown' });
    expect(withdrawn).toEqual([]);
  });
});

describe('a value that the service has issued and the store has', () => {
  it('is told to be applied when it cannot be proven', async () => {
    const { run, service } = issuing();
    service.onCall = (call) => {
      if (call === 'before prove') throw new Unreachable('the model service', 'no answer');
    };
    await expect(run(whole)).rejects.toMatchObject({ code: 'unreachable', aftermath: 'applied' });
  });

  it('opens no window, as nothing is set', async () => {
    const { run } = issuing(() => ({ acceptsBoth: false }));
    expect(await run(whole)).not.toHaveProperty('WindowMs');
  });
});

it('a value that cannot be issued for another reason is a failure, whoever rotates meanwhile', async () => {
  const { run, putByRival } = issuing(() => ({
    create: async () => {
      putByRival();
      throw new Unreachable('the model service', 'no answer');
    },
  }));
  await expect(run(whole)).rejects.toMatchObject({ code: 'unreachable' });
});

describe('a pending value that was taken away', () => {
  it('is not gone on with: another is issued under the version that is named', async () => {
    const { run, step } = issuing(() => ({}), false);
    await step('createSecret', 'T0');
    expect(await run(whole)).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
  });

  it('is not carried over by a lone createSecret', async () => {
    const { run, step, store } = issuing(() => ({}), false);
    await step('createSecret', 'T0');
    await run(lone);
    const [old, fresh] = ['T0', 'T1'].map((id) => store.valueOf(secret, VersionId.parse(id)));
    expect(old && fresh?.equals(old)).toBe(false);
    expect(store.stagesOf(secret).pending).toBe('T1');
  });
});

describe('a pending value that was taken away, and no place for another', () => {
  it.each([false, true])(
    'is told, and not taken for a rotation that has won, gone by then: %s',
    async (isGone) => {
      const create = async () => {
        if (isGone) store.label(secret, 'pending', undefined);
        throw new NoRoom('the model account', 'both keys are in use', 'delete one');
      };
      const { run, step, store } = issuing(() => ({ create }), false);
      await step('createSecret', 'T0');
      await expect(run(whole)).rejects.toMatchObject({ code: 'no-room' });
    },
  );
});

describe('the last place in a service, taken by another rotation', () => {
  const taken = (until?: number) => new PlaceTaken('the model account', 'another is made', undefined, until);

  it.each([whole, lone])(
    'ends $operation as superseded as soon as that one has stored its version',
    async (request) => {
      let looks = 0;
      const { run, putByRival, service } = issuing(() => ({
        create: async () => {
          throw taken();
        },
      }));
      service.onCall = (call) => {
        if (call === 'after stages' && ++looks === 3) putByRival();
      };
      const ended = await run(request).then(
        ({ Outcome }) => Outcome,
        (error) => error.code,
      );
      expect(ended).toBe('superseded');
    },
  );

  it.each([
    ['is pending', whole, 'postponed'],
    ['is pending', lone, 'step-done'],
    ['is promoted', whole, 'already-current'],
    ['is promoted', lone, 'already-current'],
  ] as const)(
    'may be taken by another delivery of the same rotation, which %s: %j',
    async (state, request, outcome) => {
      const { run, store, service } = issuing(() => ({
        create: async () => {
          throw taken();
        },
      }));
      service.onCall = (call) => {
        if (call !== 'after stages' || store.stagesOf(secret).versions.length > 1) return;
        store.overwrite(secret, token, value('of-the-twin'));
        store.label(secret, state === 'is pending' ? 'pending' : 'current', token);
      };
      // What the first look at the stages saw is from before.
      const seen = store.stages.bind(store);
      let looks = 0;
      store.stages = async (...given) => {
        const stages = await seen(...given);
        looks += 1;
        return looks === 1
          ? {
              ...stages,
              pending: undefined,
              current: VersionId.parse('v0'),
              versions: [VersionId.parse('v0')],
            }
          : stages;
      };
      expect((await run(request)).Outcome).toBe(outcome);
    },
  );

  it('is looked for in vain when there is no winner, and nothing is counted', async () => {
    let asked = 0;
    const { run, store } = issuing(() => ({
      create: async () => {
        asked += 1;
        throw taken();
      },
    }));
    expect(await run(whole)).toMatchObject({ Outcome: 'postponed' });
    expect(store.tagsOf(secret)).not.toHaveProperty('rotation:status');
    expect(asked).toBe(1);
  });

  it('is looked for as long as the winner may still store its version', async () => {
    let looks = 0;
    const { run, putByRival, service, ports } = issuing(() => ({
      create: async () => {
        throw taken(ports.clock.now() + 1);
      },
    }));
    service.onCall = (call) => {
      if (call === 'after stages' && ++looks === 20) putByRival();
    };
    expect(await run(whole)).toMatchObject({ Outcome: 'superseded' });
  });

  it('is not asked for again when the time runs out before nobody can fill it any more', async () => {
    const controller = new AbortController();
    const { run, ports, service } = issuing(() => ({
      create: async () => {
        service.onCall = (call) => {
          if (call === 'after stages') controller.abort();
        };
        throw taken(ports.clock.now() + 60_000);
      },
    }));
    expect(await run(whole, controller.signal)).toMatchObject({ Outcome: 'postponed' });
  });

  it.each([whole, lone])(
    'is asked for again once nobody can fill it any more: $operation',
    async (request) => {
      let asked = 0;
      const { run, ports } = issuing((service) => ({
        create: async (version) => {
          asked += 1;
          if (asked === 1) throw taken(ports.clock.now());
          return service.create(version);
        },
      }));
      expect((await run(request)).Outcome).toBe(request.operation === 'rotate' ? 'rotated' : 'step-done');
      expect(asked).toBe(2);
    },
  );
});
