import type { Clock } from '../runtime/clock.ts';
import { systemClock } from '../runtime/system-clock.ts';

/** Something that comes again and again. Instants are milliseconds since the epoch. */
export interface Recurring {
  /** When it comes next after an instant; never where absent. */
  next(after: number): number | undefined;
  /** It has come. Must not throw. */
  fire(at: number): void;
}

/** The clock is looked at this often: one that is set, or moved by a test, wakes nobody. */
const look = 250;

/** What comes by the sandbox's calendar. A time that went by while nobody looked is not caught up with. */
export class Timetable {
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #entries = new Map<string, AbortController>();
  readonly #loops = new Set<Promise<void>>();

  constructor(clock: Clock, closing: AbortSignal) {
    this.#clock = clock;
    this.#closing = closing;
  }

  /** In place of what that key had. */
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

  /** Resolves when nothing comes any more; after closing that is at once. */
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
