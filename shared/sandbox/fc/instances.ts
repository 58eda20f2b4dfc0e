import { systemClock } from '../../runtime/system-clock.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Instance } from './instance.ts';

/** An instance that is there for a function as it was when the instance was started. */
interface Slot {
  readonly config: FunctionConfig;
  readonly instance: Promise<Instance>;
  /** Set once it has started. */
  running: Instance | undefined;
  inside: number;
  /** Ends the wait after which nobody has called it. */
  idle: AbortController | undefined;
}

export interface Lease {
  readonly instance: Instance;
  /** Whether it was started for this. */
  readonly cold: boolean;
  leave(): void;
}

/** So many at once, of all functions; others wait. */
const most = 4;
/** Milliseconds after which an instance that nobody calls is ended; the platform's own are not documented. */
const idleTime = 30_000;

/** The processes that functions run in: one is used again, as the platform does, and by as many as it may. */
export class Instances implements AsyncDisposable {
  readonly #slots = new Set<Slot>();
  readonly #ending = new Set<Promise<void>>();
  #changed: (() => void)[] = [];

  async enter(config: FunctionConfig, start: () => Promise<Instance>): Promise<Lease> {
    for (;;) {
      const warm = [...this.#slots].find((slot) => isFor(slot, config));
      if (warm) return this.#lease(warm, false);
      if (this.#slots.size >= most) this.#endIdle();
      if (this.#slots.size < most) {
        const slot: Slot = { config, instance: start(), running: undefined, inside: 0, idle: undefined };
        this.#slots.add(slot);
        return this.#lease(slot, true);
      }
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const slot of this.#slots) this.#end(slot);
    await Promise.all(this.#ending);
  }

  async #lease(slot: Slot, cold: boolean): Promise<Lease> {
    slot.inside += 1;
    slot.idle?.abort();
    try {
      const instance = await slot.instance;
      slot.running = instance;
      return { instance, cold, leave: () => this.#leave(slot) };
    } catch (error) {
      this.#leave(slot);
      this.#end(slot);
      throw error;
    }
  }

  #leave(slot: Slot): void {
    slot.inside -= 1;
    if (slot.running?.gone) this.#end(slot);
    else if (slot.inside === 0) this.#endLater(slot);
    this.#announce();
  }

  #announce(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const tell of waiting) tell();
  }

  async #endLater(slot: Slot): Promise<void> {
    const controller = new AbortController();
    slot.idle = controller;
    await systemClock.sleep(idleTime, controller.signal).catch(() => undefined);
    if (!controller.signal.aborted) this.#end(slot);
  }

  /** The one that nobody has called for longest. */
  #endIdle(): void {
    const idle = [...this.#slots].find(({ inside }) => inside === 0);
    if (idle) this.#end(idle);
  }

  #end(slot: Slot): void {
    if (!this.#slots.delete(slot)) return;
    slot.idle?.abort();
    const ending = slot.instance
      .then((instance) => instance[Symbol.asyncDispose]())
      .catch(() => undefined)
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

const isFor = ({ config, running, inside }: Slot, wanted: FunctionConfig) =>
  config === wanted && inside < wanted.instanceConcurrency && running?.gone !== true;
