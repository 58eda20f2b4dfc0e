import { describe, expect, it } from 'vitest';
import { engine, secret, value } from '../../../support/engine/engine.ts';

class Stopped extends Error {}

interface Reading {
  readonly slots: 1 | 2;
  readonly previousFollowsCurrent: boolean;
  readonly previousOntoCurrent: 'allow' | 'reject';
}

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

function start(reading: Reading, point: number) {
  const made = engine(reading);
  const stop = stopAt(point);
  made.service.onCall = stop.hook;
  return { ...made, first: made.rotate('T1'), stop };
}

type Run = ReturnType<typeof start>;

/** What the service accepts although no version with a stage holds it: nothing, at every instant. */
function unknownValues({ store, service }: Run): string[] {
  const { current, pending, previous } = store.stagesOf(secret);
  const staged = [current, pending, previous].flatMap((one) =>
    one === undefined ? [] : store.valueOf(secret, one),
  );
  return service.accepted.filter((accepted) => !staged.some((known) => known.equals(value(accepted))));
}

function currentLogsIn({ store, service }: Run): boolean {
  const { current } = store.stagesOf(secret);
  if (current === undefined) return false;
  const stored = store.valueOf(secret, current);
  return service.accepted.some((accepted) => value(accepted).equals(stored));
}

function refusals({ service }: Run): number {
  return service.log.filter((line) => line === 'refused login').length;
}

const readings = [true, false].flatMap((previousFollowsCurrent) =>
  (['allow', 'reject'] as const).flatMap((previousOntoCurrent) =>
    ([1, 2] as const).map((slots): Reading => ({ previousFollowsCurrent, previousOntoCurrent, slots })),
  ),
);

const title =
  'stopped at any call ($slots values at once, previous follows: $previousFollowsCurrent, may join current: $previousOntoCurrent)';

describe.each(readings)(title, (reading) => {
  /** Between two calls the old version has no stage, where KMS neither moves it nor lets it be moved before. */
  const unstagedInBetween = !reading.previousFollowsCurrent && reading.previousOntoCurrent === 'reject';

  it.each(['T1', 'T2', undefined])('converges when it is run again with token %s', async (token) => {
    const whole = start(reading, Number.POSITIVE_INFINITY);
    await whole.first;
    const points = whole.stop.seen();
    expect(points).toBeGreaterThanOrEqual(20);
    for (let point = 1; point <= points; point += 1) {
      const run = start(reading, point);
      await run.first.catch((error) => expect(error).toBeInstanceOf(Stopped));
      run.service.onCall = () => {};
      if (!unstagedInBetween) expect(unknownValues(run), `after point ${point}`).toEqual([]);
      if (reading.slots === 2) expect(currentLogsIn(run), `after point ${point}`).toBe(true);
      const refusedBefore = refusals(run);
      const again = await run.rotate(token);
      expect(['rotated', 'already-current'], `point ${point}`).toContain(again.Outcome);
      expect(run.store.stagesOf(secret).pending, `point ${point}`).toBeUndefined();
      expect(currentLogsIn(run), `point ${point}`).toBe(true);
      expect(unknownValues(run), `in the end, point ${point}`).toEqual([]);
      expect(refusals(run) - refusedBefore, `point ${point}`).toBeLessThanOrEqual(1);
    }
  });
});
