import { describe, expect, it } from 'vitest';
import { rollback } from '../../../../shared/engine/operations/rollback.ts';
import { runRequest } from '../../../../shared/engine/rotation/run-request.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { wrapService } from '../../../../shared/engine/rotation/wrap-service.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';
import { type ModelValue, modelType } from '../../../support/engine/model-service.ts';

class Stopped extends Error {}

type Made = ReturnType<typeof engine>;

const back = ({ ports }: Made, token?: string) =>
  rollback(ports, secret, token === undefined ? undefined : VersionId.parse(token));

/** The stored values by their stages. */
function held({ store }: Made) {
  const { current, pending, previous } = store.stagesOf(secret);
  const of = (version: VersionId | undefined) =>
    version === undefined ? undefined : passwordIn(store.valueOf(secret, version).reveal());
  return { current: of(current), pending: of(pending), previous: of(previous) };
}

function passwordIn(text: string): string {
  return /"password":"([^"]+)"/.exec(text)?.[1] ?? '';
}

/** Values the service accepts that no version with a stage holds. */
function unknown(made: Made): string[] {
  const staged = Object.values(held(made));
  return made.service.accepted.filter((one) => !staged.includes(one));
}

/** Stops at the n-th point, or never; counts the points it saw. */
function stopAt({ service }: Made, point: number) {
  let seen = 0;
  service.onCall = () => {
    seen += 1;
    if (seen === point) throw new Stopped(`stopped at point ${point}`);
  };
  return () => {
    service.onCall = () => {};
    return seen;
  };
}

const readings = [true, false].flatMap((previousFollowsCurrent) =>
  (['allow', 'reject'] as const).map((previousOntoCurrent) => ({
    previousFollowsCurrent,
    previousOntoCurrent,
  })),
);

describe.each(readings)(
  'a rollback (previous follows: $previousFollowsCurrent, may join current: $previousOntoCurrent)',
  (reading) => {
    it('makes the previous value current, and what was current the previous', async () => {
      const made = engine(reading);
      await made.rotate('T1');
      expect(await back(made, 'B1')).toMatchObject({ Outcome: 'rolled-back', VersionId: 'rollback-B1' });
      expect(held(made)).toEqual({ current: 'first', pending: undefined, previous: 'model-value-1' });
      expect(made.service.accepted).toEqual(['first', 'model-value-1']);
    });

    it('goes forth again when it is asked twice, and a rotation after it refuses nobody', async () => {
      const made = engine(reading);
      await made.rotate('T1');
      await back(made);
      await back(made);
      expect(held(made)).toMatchObject({ current: 'model-value-1', previous: 'first' });
      await made.rotate('T2');
      expect(made.service.accepted).toEqual(['model-value-2', 'model-value-1']);
      expect(held(made)).toMatchObject({ current: 'model-value-2', previous: 'model-value-1' });
      expect(made.service.log).not.toContain('refused login');
    });

    it.each(['rollback', 'rotate'] as const)(
      'stopped at any call of it, converges when it is asked again or a rotation comes by: %s',
      async (next) => {
        const whole = engine(reading);
        await whole.rotate('T1');
        const count = stopAt(whole, Number.POSITIVE_INFINITY);
        await back(whole, 'B1');
        const points = count();
        expect(points).toBeGreaterThanOrEqual(20);
        const open = !reading.previousFollowsCurrent && reading.previousOntoCurrent === 'reject';
        for (let point = 1; point <= points; point += 1) {
          const made = engine(reading);
          await made.rotate('T1');
          const resume = stopAt(made, point);
          await back(made, 'B1').catch((error) => expect(error).toBeInstanceOf(Stopped));
          resume();
          if (!open) expect(unknown(made), `point ${point}`).toEqual([]);
          expect(made.service.accepted, `point ${point}`).toContain(held(made).current);
          const again = await (next === 'rollback' ? back(made, 'B1') : made.rotate('T2'));
          expect(['rolled-back', 'already-current', 'rotated'], `point ${point}`).toContain(again.Outcome);
          if (next === 'rollback') expect(held(made).current, `point ${point}`).toBe('first');
          expect(held(made).pending, `point ${point}`).toBeUndefined();
          expect(made.service.accepted, `point ${point}`).toContain(held(made).current);
          expect(unknown(made), `in the end, point ${point}`).toEqual([]);
        }
      },
    );

    it.each([1, 2] as const)(
      'after a rotation that was stopped at any call, leaves a current value that logs in (%s at once)',
      async (slots) => {
        const whole = engine({ ...reading, slots });
        const count = stopAt(whole, Number.POSITIVE_INFINITY);
        await whole.rotate('T1');
        const points = count();
        for (let point = 1; point <= points; point += 1) {
          const made = engine({ ...reading, slots });
          if (slots === 2) await made.rotate('T0');
          const resume = stopAt(made, point);
          await made.rotate('T1').catch((error) => expect(error).toBeInstanceOf(Stopped));
          resume();
          const code = await back(made).then(
            () => '',
            (error) => error.code,
          );
          // Nothing to go back to, or a single value that is gone: then nothing was changed, and a rotation mends.
          if (code !== '') {
            expect(['refused', 'stage-conflict'], `point ${point}`).toContain(code);
            await made.rotate('T1');
          }
          expect(held(made).pending, `point ${point}`).toBeUndefined();
          expect(made.service.accepted, `point ${point}`).toContain(held(made).current);
          expect(unknown(made), `point ${point}`).toEqual([]);
          if (slots === 2) expect(code, `point ${point}`).toBe('');
        }
      },
    );
  },
);

describe.each(readings)(
  'undoing a rotation (previous follows: $previousFollowsCurrent, may join current: $previousOntoCurrent)',
  (reading) => {
    it.each([
      [1, 'rollback'],
      [1, 'rotate'],
      [2, 'rollback'],
      [2, 'rotate'],
    ] as const)('stopped at any call, %s at once, converges when a %s comes by', async (slots, next) => {
      const halfDone = async () => {
        const made = engine({ ...reading, slots });
        await made.step('createSecret', 'T1');
        await made.step('setSecret', 'T1');
        return made;
      };
      const whole = await halfDone();
      const count = stopAt(whole, Number.POSITIVE_INFINITY);
      await back(whole, 'B1');
      const points = count();
      expect(points).toBeGreaterThanOrEqual(15);
      for (let point = 1; point <= points; point += 1) {
        const made = await halfDone();
        const resume = stopAt(made, point);
        await back(made, 'B1').catch((error) => expect(error).toBeInstanceOf(Stopped));
        resume();
        expect(unknown(made), `point ${point}`).toEqual([]);
        await (next === 'rollback' ? back(made, 'B1') : made.rotate('T2'));
        if (next === 'rollback') expect(held(made).current, `point ${point}`).toBe('first');
        expect(held(made).pending, `point ${point}`).toBeUndefined();
        expect(made.service.accepted, `point ${point}`).toContain(held(made).current);
        expect(unknown(made), `in the end, point ${point}`).toEqual([]);
      }
    });
  },
);

describe('a rollback', () => {
  it('is refused where the previous value is accepted no more, and changes nothing', async () => {
    const made = engine({ slots: 1 });
    await made.rotate('T1');
    const before = made.store.stagesOf(secret);
    const sets = made.service.log.filter((line) => line === 'set').length;
    await expect(back(made)).rejects.toMatchObject({
      code: 'refused',
      aftermath: 'untouched',
      message: expect.stringContaining('cannot be rolled back'),
    });
    expect(made.store.stagesOf(secret)).toEqual(before);
    expect(made.service.log.filter((line) => line === 'set')).toHaveLength(sets);
    expect(made.service.log.filter((line) => line === 'refused login')).toHaveLength(1);
  });

  it.each([
    ['there is no previous version', () => {}],
    [
      'the previous version holds the same value',
      ({ store }: Made) => {
        store.overwrite(secret, VersionId.parse('copy'), value('first'));
        store.label(secret, 'previous', VersionId.parse('copy'));
      },
    ],
  ])('is left to the operator where %s', async (why, arrange) => {
    const made = engine();
    arrange(made);
    await expect(back(made)).rejects.toMatchObject({
      code: 'stage-conflict',
      message: expect.stringContaining(why),
    });
  });

  it('starts the grace of what it replaced, and counts as no failure where it is refused', async () => {
    const made = engine();
    await made.rotate('T1');
    const before = made.store.tagsOf(secret)['rotation:status'];
    made.service.accepted = ['model-value-1'];
    await expect(back(made)).rejects.toMatchObject({ code: 'refused' });
    expect(made.store.tagsOf(secret)['rotation:status']).toBe(before);
    made.service.accepted = ['model-value-1', 'first'];
    made.ports.clock.now = () => 1_800_000_000_000;
    await back(made, 'B1');
    expect(made.store.tagsOf(secret)['rotation:status']).toContain('success=2027-01-15');
  });

  it('of the same token is the same rollback, also where it undid a rotation', async () => {
    const made = engine();
    await made.rotate('T1');
    await back(made, 'B1');
    expect(await back(made, 'B1')).toMatchObject({ Outcome: 'already-current' });
    await made.step('createSecret', 'T2');
    await made.step('setSecret', 'T2');
    expect(await back(made, 'B2')).toMatchObject({ Outcome: 'rolled-back', VersionId: 'rollback-B1' });
    const stages = made.store.stagesOf(secret);
    expect(await back(made, 'B2')).toMatchObject({ Outcome: 'superseded' });
    expect(made.store.stagesOf(secret)).toEqual(stages);
  });

  it('takes the stage of a pending version that the service has not heard of', async () => {
    const made = engine();
    await made.rotate('T1');
    await made.step('createSecret', 'T2');
    await back(made);
    expect(held(made)).toEqual({ current: 'first', pending: undefined, previous: 'model-value-1' });
  });

  it('undoes a rotation whose value the service accepts, and keeps that one as the previous', async () => {
    const made = engine();
    await made.rotate('T1');
    await made.step('createSecret', 'T2');
    await made.step('setSecret', 'T2');
    expect(await back(made)).toMatchObject({ Outcome: 'rolled-back', VersionId: 'T1' });
    expect(held(made)).toEqual({
      current: 'model-value-1',
      pending: undefined,
      previous: 'model-value-2',
    });
  });

  it('changes nothing where undoing would leave an accepted value without a stage', async () => {
    const made = engine();
    await made.rotate('T1');
    await made.step('createSecret', 'T2');
    made.service.accepted = ['model-value-2', 'model-value-1', 'first'];
    const before = made.store.stagesOf(secret);
    await expect(back(made)).rejects.toMatchObject({ code: 'stage-conflict', aftermath: 'untouched' });
    expect(made.store.stagesOf(secret)).toEqual(before);
  });

  it('changes nothing where another rotation was here before its lock', async () => {
    const made = engine();
    await made.rotate('T1');
    let first = true;
    made.service.onCall = async (call) => {
      if (call !== 'after readCurrent' || !first) return;
      first = false;
      await made.rotate('T2');
    };
    expect(await back(made)).toMatchObject({ Outcome: 'superseded' });
    expect(held(made)).toMatchObject({ current: 'model-value-2', previous: 'model-value-1' });
  });

  it('of a value that is installed nowhere takes the stage of whatever is pending', async () => {
    const made = engine();
    const type = modelType(made.service);
    const nowhere = {
      ...type,
      open: async (access: Parameters<typeof type.open>[0]) => {
        return wrapService(await type.open(access), {
          installs: false,
          set: async () => {},
          test: async () => {},
        });
      },
    };
    await made.rotate('T1');
    await made.step('createSecret', 'T2');
    await rollback({ ...made.ports, type: nowhere }, secret, undefined);
    expect(held(made)).toEqual({ current: 'first', pending: undefined, previous: 'model-value-1' });
  });

  it.each(['rollback', 'rotate'] as const)(
    'has the service put a former value first again, also where a %s goes on with it',
    async (next) => {
      const made = engine();
      const type = modelType(made.service);
      const restored: string[] = [];
      const ports = {
        ...made.ports,
        type: {
          ...type,
          open: async (access: Parameters<typeof type.open>[0]) => ({
            ...(await type.open(access)),
            rollback: {
              restore: async (former: ModelValue, beside: ModelValue) => {
                restored.push(`${former.password} beside ${beside.password}`);
                made.service.accepted = [former.password, beside.password];
              },
            },
          }),
        },
      };
      await made.rotate('T1');
      made.service.onCall = (call) => {
        if (call === 'after putPending') throw new Stopped('after the value was stored');
      };
      await expect(rollback(ports, secret, undefined)).rejects.toThrow(Stopped);
      made.service.onCall = () => {};
      await (next === 'rollback'
        ? rollback(ports, secret, undefined)
        : runRequest(ports, { operation: 'rotate', secret }));
      expect(restored).toEqual(['first beside model-value-1']);
      expect(made.service.log.filter((line) => line === 'set')).toHaveLength(1);
      expect(held(made)).toMatchObject({ current: 'first', previous: 'model-value-1' });
    },
  );
});

it('a rollback that undoes a half-done rotation ends a drift', async () => {
  const made = engine({ slots: 1, tags: { 'rotation:status': 'drifted=abc/failures=0' } });
  for (const step of ['createSecret', 'setSecret'] as const) await made.step(step, 'T1');
  expect(await back(made, 'B1')).toMatchObject({ Outcome: 'rolled-back', VersionId: 'v0' });
  expect(made.store.tagsOf(secret)['rotation:status']).not.toContain('drifted');
});

it('a rollback sets the former value without a trial of the current one, which may be why somebody goes back', async () => {
  const made = engine();
  await made.rotate('T1');
  const { open } = made.ports.type;
  const type: typeof made.ports.type = {
    ...made.ports.type,
    open: async (access) => {
      const opened = await open(access);
      if (!opened.login) throw new Error('the model tells nothing of its login');
      return { ...opened, login: { ...opened.login, testCurrent: async () => expect.unreachable() } };
    },
  };
  const end = await rollback({ ...made.ports, type }, secret, undefined);
  expect(end).toMatchObject({ Outcome: 'rolled-back' });
});
