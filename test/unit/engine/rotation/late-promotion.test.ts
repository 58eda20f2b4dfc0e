import { describe, expect, it } from 'vitest';
import { plan } from '../../../../shared/engine/operations/plan.ts';
import { retire } from '../../../../shared/engine/operations/retire.ts';
import {
  Busy,
  OutOfTime,
  Refused,
  RotationError,
  Unreachable,
} from '../../../../shared/engine/rotation/errors.ts';
import type { SecretType } from '../../../../shared/engine/rotation/service.ts';
import { type Stages, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import type { LateMove } from '../../../support/engine/memory-store.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

const version = (text: string) => VersionId.parse(text);
const late = { operation: 'rotate', secret, token: version('T1') } as const;

const readings = (['reject', 'move', 'stay'] as const).flatMap((lateMove) =>
  [true, false].flatMap((previousFollowsCurrent) =>
    (['allow', 'reject'] as const).map((previousOntoCurrent) => ({
      lateMove,
      previousFollowsCurrent,
      previousOntoCurrent,
    })),
  ),
);

type Made = ReturnType<typeof engine>;

/** The n-th call of that name. */
interface Point {
  readonly at: string;
  readonly count: number;
}

/**
 * Freezes a rotation at a call, takes its lock away where there is one, and lets it go on after something else has
 * happened. False where it never comes there.
 */
async function freeze(
  made: Made,
  { at, count }: Point,
  exclusive: boolean,
  meanwhile: () => Promise<unknown>,
  changed: Partial<Made['ports']> = {},
): Promise<boolean> {
  const model = modelType(made.service);
  let calls = 0;
  let isLost = false;
  let lose = async () => {};
  const type: SecretType<ModelValue> = {
    ...model,
    open: async (access) => {
      const opened = await model.open(access);
      lose = async () => {
        isLost = true;
        await opened[Symbol.asyncDispose]();
      };
      return {
        ...opened,
        exclusive,
        confirmLock: async () => {
          if (isLost && exclusive) throw new Busy('the model service', 'the lock was lost');
        },
      };
    },
  };
  made.service.onCall = async (call) => {
    calls += call === at ? 1 : 0;
    if (call !== at || calls < count) return;
    made.service.onCall = () => {};
    await lose();
    await meanwhile();
  };
  const end = await made.run(late, { ...changed, type }).catch((error: unknown) => error);
  if (end instanceof Error) expect(end).toBeInstanceOf(RotationError);
  return isLost;
}

/** Each value that the service accepts is in a version with a stage, and the current one is accepted. */
function expectKnown({ store, service }: Made, point?: Point): void {
  const { current, pending, previous, versions } = store.stagesOf(secret);
  const passwordOf = (one: VersionId) => JSON.parse(store.valueOf(secret, one).reveal()).password;
  const staged = [current, pending, previous].flatMap((one) => (one === undefined ? [] : [passwordOf(one)]));
  const picture = JSON.stringify({
    ...point,
    current,
    pending,
    previous,
    versions,
    accepted: service.accepted,
  });
  for (const accepted of service.accepted) expect(staged, picture).toContain(accepted);
  expect(service.accepted, picture).toContain(current && passwordOf(current));
}

const points = ['move previous', 'move current', 'clearPending'].flatMap((call) =>
  [`before ${call}`, `after ${call}`].flatMap((at) => [1, 2].map((count) => ({ at, count }))),
);

describe.each(readings)('a rotation that goes on after others, under %j,', (reading) => {
  describe.each([true, false])('with a lock that is lost: %s', (exclusive) => {
    it('leaves no value without a stage, frozen anywhere', async () => {
      let frozen = 0;
      for (const point of points) {
        const made = engine(reading);
        const came = await freeze(made, point, exclusive, async () => {
          await made.rotate('T1');
          await made.rotate('T2');
        });
        expectKnown(made, point);
        expect(made.store.stagesOf(secret), JSON.stringify(point)).toMatchObject({
          current: came ? 'T2' : 'T1',
        });
        frozen += came ? 1 : 0;
      }
      expect(frozen).toBeGreaterThanOrEqual(6);
    });

    it('leaves the newest value current where only that one is accepted, frozen anywhere', async () => {
      for (const point of points) {
        const made = engine(reading);
        const came = await freeze(made, point, exclusive, async () => {
          await made.rotate('T1');
          await made.rotate('T2');
          made.service.accepted = made.service.accepted.slice(0, 1);
        });
        expectKnown(made, point);
        const current = came ? 'T2' : 'T1';
        expect(made.store.stagesOf(secret), JSON.stringify(point)).toMatchObject({ current });
      }
    });
  });
});

it('a version that is pending by now is left to the rotation that it is of', async () => {
  const made = engine({ lateMove: 'move' });
  await freeze(made, { at: 'before move current', count: 1 }, true, async () => {
    await made.rotate('T1');
    await made.step('createSecret', 'T2');
    await made.step('setSecret', 'T2');
  });
  expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', pending: 'T2' });
});

it('a value that two versions hold takes no stage from another one', async () => {
  const made = engine({ previousFollowsCurrent: false });
  await made.step('createSecret', 'T0');
  await made.step('createSecret', 'T1');
  await freeze(made, { at: 'after move current', count: 1 }, true, async () => {});
  expectKnown(made);
  expect(made.store.stagesOf(secret)).toMatchObject({ previous: 'v0' });
});

it('is mended also by one whose time is up', async () => {
  const made = engine({ lateMove: 'move', previousFollowsCurrent: false });
  const time = new AbortController();
  const meanwhile = async () => {
    await made.rotate('T1');
    await made.rotate('T2');
    time.abort(new OutOfTime(secret));
  };
  await freeze(made, { at: 'before move current', count: 1 }, true, meanwhile, { signal: time.signal });
  expectKnown(made);
  expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2' });
});

it('what cannot be mended is healed by the next run', async () => {
  const made = engine({ lateMove: 'move', previousFollowsCurrent: false });
  await freeze(made, { at: 'before move current', count: 1 }, true, async () => {
    await made.rotate('T1');
    await made.rotate('T2');
    made.service.onCall = (call) => {
      if (call === 'before check') throw new Busy('the model service', 'no answer');
    };
  });
  made.service.onCall = () => {};
  expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1' });
  await made.rotate('T3');
  expectKnown(made);
});

describe('a version that was made current again, after the promotion of one that has lost its lock,', () => {
  const madeCurrentAgain = async (made: Made) => {
    made.store.label(secret, 'pending', version('v0'));
    await made.rotate();
  };
  const point = { at: 'after move current', count: 1 };

  it.each(readings)('stays current where it logs in, under %j', async (reading) => {
    const made = engine(reading);
    expect(await freeze(made, point, true, () => madeCurrentAgain(made))).toBe(true);
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'v0', previous: 'T1' });
  });

  it('keeps a later one that has no stage as previous', async () => {
    const made = engine();
    await freeze(made, point, true, async () => {
      await madeCurrentAgain(made);
      made.store.label(secret, 'previous', undefined);
    });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'v0', previous: 'T1' });
  });

  it('gives way where it is refused', async () => {
    const made = engine();
    await freeze(made, point, true, async () => {
      await madeCurrentAgain(made);
      made.service.accepted = made.service.accepted.filter((one) => one !== 'first');
    });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1' });
  });

  it('gives way where an emergency has begun since, and keeps a stage', async () => {
    const made = engine({ previousFollowsCurrent: false });
    await freeze(made, point, true, async () => {
      await made.rotate('emergency-T2');
      made.store.label(secret, 'pending', version('v0'));
      await made.rotate();
    });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'emergency-T2', previous: 'v0' });
  });

  it('gives way in an emergency, and keeps a stage', async () => {
    const made = engine({ previousFollowsCurrent: false });
    await freeze(made, point, true, () => madeCurrentAgain(made), { emergency: true });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'v0' });
  });
});

describe('a move of the current stage', () => {
  it('names the version that it takes the stage from', async () => {
    const made = engine();
    const moves: unknown[] = [];
    const store = new Proxy(made.store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          if (name === 'move') moves.push([given[1], given[2], given[4]]);
          return Reflect.apply(member, target, given);
        };
      },
    });
    await made.run(late, { store });
    expect(moves).toContainEqual(['current', 'T1', 'v0']);
  });

  it.each(['reject', 'stay'] as const)(
    'that comes after another promotion has lost, where the store does this: %s',
    async (lateMove: LateMove) => {
      const made = engine({ lateMove });
      made.service.onCall = (call) => {
        if (call !== 'before move current') return;
        made.store.overwrite(secret, version('T9'), value('first'));
        made.store.label(secret, 'current', version('T9'));
      };
      await expect(made.run(late)).rejects.toMatchObject({ code: 'superseded', aftermath: 'applied' });
      expect(made.store.stagesOf(secret).current).toBe('T9');
    },
  );

  it('whose answer is lost has succeeded where the version is current', async () => {
    const made = engine();
    made.service.onCall = (call) => {
      if (call === 'after move current') throw new Busy('KMS', 'no answer');
    };
    expect(await made.run(late)).toMatchObject({ Outcome: 'rotated' });
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', pending: undefined });
  });

  it('that the store turns down is told so, where nothing has moved', async () => {
    const made = engine();
    const move = made.store.move.bind(made.store);
    made.store.move = async (...given) => (given[1] === 'current' ? 'rejected' : move(...given));
    await expect(made.run(late)).rejects.toThrow('version T1 may not become current');
  });

  it('that has done nothing is told so, though the store says otherwise', async () => {
    const made = engine();
    const move = made.store.move.bind(made.store);
    made.store.move = async (...given) => (given[1] === 'current' ? 'moved' : move(...given));
    await expect(made.run(late)).rejects.toThrow('version T1 did not become current');
  });

  it('has succeeded also where a reading is late', async () => {
    const made = engine();
    const stages = made.store.stages.bind(made.store);
    let before: Stages | undefined;
    made.service.onCall = (call) => {
      if (call === 'before move current') before = made.store.stagesOf(secret);
    };
    made.store.stages = async (...given) => {
      const now = await stages(...given);
      const seen = before ?? now;
      before = undefined;
      return seen;
    };
    expect(await made.run(late)).toMatchObject({ Outcome: 'rotated' });
  });

  it('that fails at the end of its time is not read back', async () => {
    const made = engine();
    const time = new AbortController();
    made.service.onCall = (call) => {
      if (call !== 'before move current') return;
      made.store.calls.splice(0);
      time.abort();
      throw new Busy('KMS', 'no answer');
    };
    const ended = made.run(late, { signal: time.signal });
    await expect(ended).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('no answer'),
    });
  });

  it('that fails is told as it failed where nothing has moved', async () => {
    const made = engine();
    made.service.onCall = (call) => {
      if (call === 'before move current') throw new Busy('KMS', 'no answer');
    };
    await expect(made.run(late)).rejects.toMatchObject({ code: 'busy', aftermath: 'applied' });
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'v0', pending: 'T1' });
  });
});

/** Two rotations are over, and the stages are as a late move, of which nothing is left, has put them. */
async function misplaced({ alone }: { readonly alone: boolean }) {
  const made = engine({ previousFollowsCurrent: false });
  await made.rotate('T1');
  await made.rotate('T2');
  if (alone) made.service.accepted = made.service.accepted.slice(0, 1);
  made.store.label(secret, 'current', version('T1'));
  made.service.log.splice(0);
  return made;
}

describe('a current version that is older than the one that was promoted last', () => {
  it.each([true, false])('is healed by the next rotation, only one value accepted: %s', async (alone) => {
    const made = await misplaced({ alone });
    expect(await made.rotate('T3')).toMatchObject({ Outcome: 'rotated' });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T3', previous: 'T2' });
  });

  it.each([true, false])(
    'is healed before a grace is looked at, only one value accepted: %s',
    async (alone) => {
      const made = await misplaced({ alone });
      made.store.tag(secret, { 'rotation:grace': '24h' });
      const end = await made.run({ operation: 'rotate', secret, scheduled: true });
      expect(end).toMatchObject({ Outcome: 'postponed' });
      expectKnown(made);
      expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2', previous: 'T1' });
    },
  );

  it('is left as it is by who has lost the lock meanwhile', async () => {
    const made = await misplaced({ alone: false });
    made.service.onCall = (call) => {
      made.service.lockLost ||= call === 'after check';
    };
    expect(await made.rotate('T3')).toMatchObject({ Outcome: 'postponed' });
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'T1' });
  });

  it('keeps its own stage also where the lock is lost between two moves', async () => {
    const made = engine({ previousFollowsCurrent: false, previousOntoCurrent: 'reject' });
    await made.rotate('T1');
    await made.rotate('T2');
    made.store.label(secret, 'previous', version('v0'));
    made.store.label(secret, 'current', version('T1'));
    made.service.onCall = (call) => {
      made.service.lockLost ||= call === 'after move current';
    };
    await made.rotate('T3').catch(() => {});
    expectKnown(made);
  });

  it('is left as it is by a plan', async () => {
    const made = await misplaced({ alone: false });
    made.store.calls.splice(0);
    await plan(made.ports, secret);
    expect(made.store.calls.filter((call) => call.startsWith('move'))).toEqual([]);
  });

  it('is left as it is where it was moved back by hand, and both values log in', async () => {
    const made = await misplaced({ alone: false });
    made.store.label(secret, 'previous', version('T2'));
    await retire(made.ports, secret);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'T2' });
  });

  it('is healed where it was moved back by hand and is refused, by the one login that opens the service', async () => {
    const made = await misplaced({ alone: true });
    made.store.label(secret, 'previous', version('T2'));
    await retire(made.ports, secret);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2' });
    expect(made.service.log.filter((login) => login === 'refused login')).toHaveLength(1);
  });

  it('is healed by the one that opens the service, and not by a later one that is refused', async () => {
    const made = await misplaced({ alone: true });
    made.store.label(secret, 'previous', version('T2'));
    made.store.overwrite(secret, version('T3'), value('never-set'));
    await retire(made.ports, secret);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2' });
  });

  it('stays where the later one is refused, and opens the service once', async () => {
    const made = await misplaced({ alone: false });
    made.service.accepted = made.service.accepted.slice(1);
    let opened = 0;
    made.service.onCall = (call) => {
      opened += call === 'before open' ? 1 : 0;
    };
    await retire(made.ports, secret);
    expect(opened).toBe(1);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'T1' });
  });

  it('is gone on from where neither logs in by the time they are tried', async () => {
    const made = await misplaced({ alone: false });
    made.service.onCall = (call) => {
      if (call === 'before check') made.service.accepted = [];
    };
    expect(await made.rotate('T3')).toMatchObject({ Outcome: 'rotated' });
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T3', previous: 'T1' });
  });

  it('leaves the lock free where it cannot be told', async () => {
    const made = await misplaced({ alone: false });
    made.service.onCall = (call) => {
      if (call === 'before check') throw new Unreachable('the model service', 'no answer');
    };
    await expect(made.rotate('T3')).rejects.toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
    made.service.onCall = () => {};
    expect(await made.rotate('T3')).toMatchObject({ Outcome: 'rotated' });
  });

  it('is healed where the service tells nothing of the login that opened it', async () => {
    const made = await misplaced({ alone: false });
    const { type } = made.ports;
    const open: typeof type.open = async (access) => ({ ...(await type.open(access)), login: undefined });
    await retire({ ...made.ports, type: { ...type, open } }, secret);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2' });
  });

  it('is healed before the previous value is ended', async () => {
    const made = await misplaced({ alone: true });
    await retire(made.ports, secret);
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T2' });
  });
});

/** A type that is opened by every value but the one that takes the place of a refused current one. */
function withoutStandIn({ ports }: Made, error: Error): SecretType<ModelValue> {
  return {
    ...ports.type,
    open: async (access) => {
      if (access.expected === 'replacement') throw error;
      return ports.type.open(access);
    },
  };
}

describe('a current value that is refused', () => {
  /** Versions after the current one, of which the service knows the given one. */
  const unknown = async (accepted: number, count = 4) => {
    const made = engine();
    for (let number = 1; number <= count; number += 1)
      made.store.overwrite(secret, version(`N${number}`), value(`value-${number}`));
    made.service.accepted = [`value-${accepted}`];
    return made;
  };

  it.each([4, 3])('is replaced by one of the two newest versions that logs in: %i', async (accepted) => {
    const made = await unknown(accepted);
    expect(await made.rotate('T1')).toMatchObject({ Outcome: 'rotated' });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: `N${accepted}` });
  });

  it('is not replaced by a third one: two refused logins are enough', async () => {
    const made = await unknown(2);
    await expect(made.rotate('T1')).rejects.toMatchObject({ code: 'refused' });
    expect(made.service.log).toEqual(['refused login', 'refused login', 'refused login']);
    expect(made.store.stagesOf(secret).current).toBe('v0');
  });

  it('is replaced by nobody while another rotation has the lock', async () => {
    const made = await unknown(1, 1);
    made.store.label(secret, 'pending', version('N1'));
    let healing: Promise<unknown> | undefined;
    made.service.onCall = async (call) => {
      if (call !== 'before putPending' || healing) return;
      made.store.label(secret, 'pending', undefined);
      healing = made.rotate('T2');
      for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
      expect(made.store.stagesOf(secret).current).toBe('v0');
    };
    expect(await made.step('createSecret', 'T1')).toMatchObject({ Outcome: 'step-done' });
    expect(await healing).toMatchObject({ Outcome: 'postponed' });
    expect(made.events).not.toContainEqual(expect.objectContaining({ event: 'healed' }));
    made.service.onCall = () => {};
    expect(await made.rotate('T3')).toMatchObject({ Outcome: 'rotated' });
    expectKnown(made);
  });

  it('is tried once, and the one that takes its place opens the service', async () => {
    const made = await unknown(4);
    await retire(made.ports, secret);
    expect(made.store.stagesOf(secret).current).toBe('N4');
    expect(made.service.log).toEqual([
      'refused login',
      ...['login', 'refused login'],
      ...['login', 'login', 'login'],
    ]);
  });

  it('is replaced also where a rotation cannot have the service for another reason', async () => {
    const made = await unknown(4);
    const type = withoutStandIn(made, new Refused('the model admin', "admin secret's current"));
    expect(await made.run(late, { type })).toMatchObject({ Outcome: 'rotated' });
    expectKnown(made);
    expect(made.store.stagesOf(secret)).toMatchObject({ current: 'T1', previous: 'N4' });
  });

  it('is not tried again as the previous one', async () => {
    const made = await unknown(1, 2);
    made.store.label(secret, 'previous', version('N2'));
    await retire(made.ports, secret);
    expect(made.store.stagesOf(secret).current).toBe('N1');
    expect(made.service.log.filter((login) => login === 'refused login')).toHaveLength(2);
  });

  it.each([
    [new Busy('the model service', 'somebody has the lock'), 'busy'],
    [new TypeError('a bug'), undefined],
  ])('is replaced by nobody where the lock cannot be had: %o', async (error, code) => {
    const made = await unknown(4);
    const type = withoutStandIn(made, error);
    const end = made.run({ operation: 'step', secret, step: 'createSecret', token: version('T1') }, { type });
    await expect(end).rejects.toMatchObject(code ? { code } : { message: 'a bug' });
    expect(made.store.stagesOf(secret).current).toBe('v0');
  });

  it('is not replaced by one that is refused once the lock is there', async () => {
    const made = await unknown(4);
    let checks = 0;
    made.service.onCall = (call) => {
      checks += call === 'after check' ? 1 : 0;
      if (call === 'before open' && checks > 0) made.service.accepted = ['first'];
    };
    await expect(made.rotate('T1')).rejects.toMatchObject({ code: 'refused' });
    expect(made.store.stagesOf(secret).current).toBe('v0');
  });

  it('is never replaced by an older one', async () => {
    const made = await unknown(1, 2);
    made.store.label(secret, 'current', version('N2'));
    await expect(made.rotate('T1')).rejects.toMatchObject({ code: 'refused' });
    expect(made.store.stagesOf(secret).current).toBe('N2');
  });
});
