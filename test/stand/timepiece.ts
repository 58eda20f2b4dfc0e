import { type Clock, systemClock } from '../../shared/runtime/clock.ts';

/** The system's time, and what a test lets pass at once. */
export class Timepiece implements Clock {
  #passed = 0;

  pass(milliseconds: number): void {
    this.#passed += milliseconds;
  }

  now(): number {
    return systemClock.now() + this.#passed;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return systemClock.sleep(milliseconds, signal);
  }
}
