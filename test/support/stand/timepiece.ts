import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';

/** The system's time, and what a test lets pass at once. Where it `leaps`, time passes as soon as somebody sleeps. */
export class Timepiece implements Clock {
  #passed = 0;
  readonly #leaps: boolean;

  pass(milliseconds: number): void {
    this.#passed += milliseconds;
  }

  now(): number {
    return systemClock.now() + this.#passed;
  }

  constructor({ leaps = false } = {}) {
    this.#leaps = leaps;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.#leaps) {
      this.pass(milliseconds);
      return nextTurn();
    }
    return systemClock.sleep(milliseconds, signal);
  }
}
