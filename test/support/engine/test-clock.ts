import type { Clock } from '../../../shared/runtime/clock.ts';

/** A clock that only sleeping moves, at once. */
export function testClock(start = 0): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let time = start;
  return {
    slept,
    now: () => time,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      slept.push(milliseconds);
      time += milliseconds;
    },
  };
}
