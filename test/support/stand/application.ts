import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cloud } from './cloud.ts';
import { exhaustive } from './exhaustive.ts';
import { storedValue } from './stored-value.ts';
import type { ReadySecret } from './subject.ts';

/** What an application saw. */
export interface Tally {
  logins: number;
  refused: number;
  /** What the service said to the refused ones; it names accounts, never values. */
  readonly refusals: string[];
  /** When the refused ones read their value and heard the answer, by `performance.now()`. */
  readonly refusedIn: { readonly read: number; readonly ended: number }[];
}

/**
 * Milliseconds between two logins. A value that is installed nowhere is used without any wait: others must come to their
 * turn, too.
 */
const pause = exhaustive ? 0 : 10;

/**
 * An application that logs in over and over with what a secret holds. `fresh` reads the secret before every
 * login; `caching` keeps the value until it is told to read again, as the official clients do for hours.
 */
export class Application implements AsyncDisposable {
  readonly tally: Tally = { logins: 0, refused: 0, refusals: [], refusedIn: [] };
  readonly #cloud: Cloud;
  readonly #ready: ReadySecret;
  readonly #habit: 'fresh' | 'caching';
  #cached: Promise<string> | undefined;
  readonly #logins = new EventEmitter();
  #stopped = false;
  readonly #running: Promise<void>;

  constructor(cloud: Cloud, ready: ReadySecret, habit: 'fresh' | 'caching') {
    this.#cloud = cloud;
    this.#ready = ready;
    this.#habit = habit;
    this.#running = this.#run();
  }

  /** Reads anew, and waits until a login that began after this call is through. */
  async refresh(): Promise<void> {
    this.#cached = undefined;
    // The login under way may have begun before.
    await this.#nextLogin();
    await this.#nextLogin();
  }

  async #nextLogin(): Promise<void> {
    await Promise.race([once(this.#logins, 'done'), this.#running]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#cycle();
      await sleep(pause);
      this.#logins.emit('done');
    }
  }

  async #cycle(): Promise<void> {
    if (this.#habit === 'fresh') this.#cached = undefined;
    this.#cached ??= storedValue(this.#cloud, this.#ready.secret);
    const held = await this.#cached;
    const read = performance.now();
    this.tally.logins += 1;
    const refusal = await this.#ready.logIn?.(held);
    if (refusal === undefined) return;
    this.tally.refused += 1;
    this.tally.refusals.push(refusal);
    this.tally.refusedIn.push({ read, ended: performance.now() });
  }
}
