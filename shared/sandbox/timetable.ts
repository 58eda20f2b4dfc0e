import type { Clock } from '../runtime/clock.ts';
import { systemClock } from '../runtime/system-clock.ts';

/** A recurring event. Instants are milliseconds since the epoch. */
export interface Recurring {
  /** Returns the next time after an instant, or undefined if there is none. */
  next(after: number): number | undefined;
  /** Handles one time of the event. Must not throw. */
  fire(at: number): void;
}

/** Milliseconds between two looks at the clock. A clock that is set, or moved by a test, wakes nobody. */
const look = 250;

/** Recurring events by the sandbox's calendar. A time that passed while nobody looked is skipped. */
export class Timetable {
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #entries = new Map<string, AbortController>();
  readonly #loops = new Set<Promise<void>>();

  constructor(clock: Clock, closing: AbortSignal) {
    this.#clock = clock;
    this.#closing = closing;
  }

  /** Sets the event of a key, in place of the one it had. */
  set(key: string, recurring: Recurring): void {
    this.delete(key);
    const controller = new AbortController();
    this.#entries.set(key, controller);
    const signal = AbortSignal.any([controller.signal, this.#closing]);
    const loop = this.#keep(recurring, signal).finally(() => this.#loops.delete(loop));
    this.#loops.add(loop);
  }

  delete(key: string): void {
    this.#entries.get(key)?.abort();
    this.#entries.delete(key);
  }

  /** Resolves when no event comes any more. After closing, that is at once. */
  async ended(): Promise<void> {
    await Promise.all(this.#loops);
  }

  async #keep({ next, fire }: Recurring, signal: AbortSignal): Promise<void> {
    let seen = this.#clock.now();
    for (let due = next(seen); due !== undefined; due = next(seen)) {
      while (this.#clock.now() < due) {
        const wait = Math.min(Math.max(due - this.#clock.now(), 1), look);
        await systemClock.sleep(wait, signal).catch(() => undefined);
        if (signal.aborted) return;
      }
      seen = this.#clock.now();
      fire(due);
    }
  }
}
