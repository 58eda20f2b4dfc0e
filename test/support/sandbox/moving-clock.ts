import type { Clock } from '../../../shared/runtime/clock.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';

/** The system's time, which a test can move on; sleeping takes no time. */
export function movingClock(): Clock & { pass(milliseconds: number): void } {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    sleep: async () => undefined,
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
