import { describe, expect, it } from 'vitest';
import { VersionId } from '../../shared/rotation/store.ts';
import { engine, secret, value } from './engine.ts';

class Stopped extends Error {}

/** Stops at the n-th point, or never; counts the points it saw. */
function stopAt(point: number) {
  let seen = 0;
  return {
    hook: () => {
      seen += 1;
      if (seen === point) throw new Stopped(`stopped at point ${point}`);
    },
    seen: () => seen,
  };
}

function start(slots: 1 | 2, previousFollowsCurrent: boolean, point: number) {
  const made = engine({ slots, previousFollowsCurrent });
  const stop = stopAt(point);
  made.service.onCall = stop.hook;
  return { ...made, first: made.rotate('T1'), stop };
}

/** Each value the service accepts is in a version that carries a stage. */
function knowsEveryValue({ store, service }: ReturnType<typeof start>): boolean {
  const { current, pending, previous } = store.stagesOf(secret);
  const staged = [current, pending, previous].flatMap((one) =>
    one === undefined ? [] : store.valueOf(secret, one),
  );
  return service.accepted.every((accepted) => staged.some((known) => known.equals(value(accepted))));
}

const readings = [true, false].flatMap((follows) => ([1, 2] as const).map((slots) => ({ follows, slots })));

describe.each(readings)(
  'stopped at any call ($slots slots, previous follows: $follows)',
  ({ slots, follows }) => {
    it.each(['T1', 'T2', undefined])('converges when it is run again with token %s', async (token) => {
      const whole = start(slots, follows, Number.POSITIVE_INFINITY);
      await whole.first;
      const points = whole.stop.seen();
      expect(points).toBeGreaterThanOrEqual(20);
      for (let point = 1; point <= points; point += 1) {
        const run = start(slots, follows, point);
        await expect(run.first, `point ${point}`).rejects.toThrow(Stopped);
        expect(knowsEveryValue(run), `every value is known after point ${point}`).toBe(true);
        run.service.onCall = () => {};
        if (slots === 2) {
          const current = run.store.stagesOf(secret).current ?? VersionId.parse('none');
          expect(
            run.service.accepted.some((accepted) =>
              value(accepted).equals(run.store.valueOf(secret, current)),
            ),
            `the current value logs in after point ${point}`,
          ).toBe(true);
        }
        const refusals = run.service.log.filter((line) => line === 'refused login').length;
        const again = await run.rotate(token);
        expect(['rotated', 'already-current'], `point ${point}`).toContain(again.Outcome);
        const { current, pending, previous } = run.store.stagesOf(secret);
        expect(pending, `point ${point}`).toBeUndefined();
        expect(previous).toBeDefined();
        expect(
          current && run.store.valueOf(secret, current).equals(value(run.service.accepted[0] ?? '')),
          `point ${point}`,
        ).toBe(true);
        expect(knowsEveryValue(run)).toBe(true);
        expect(
          run.service.log.filter((line) => line === 'refused login').length - refusals,
        ).toBeLessThanOrEqual(1);
      }
    });
  },
);
