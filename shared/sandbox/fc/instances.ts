import { systemClock } from '../../runtime/system-clock.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Instance } from './instance.ts';

/** An instance, with the configuration that its function had when the instance started. */
interface Slot {
  readonly config: FunctionConfig;
  readonly instance: Promise<Instance>;
  /** The instance after its start; undefined before. */
  running: Instance | undefined;
  inside: number;
  /** A controller that cancels the wait after which an idle instance is ended. */
  idle: AbortController | undefined;
}

export interface Lease {
  readonly instance: Instance;
  /** Whether the instance was started for this lease. */
  readonly cold: boolean;
  leave(): void;
}

/** Maximum number of instances at once, of all functions together. Further calls wait. */
const most = 4;
/** Milliseconds after which an idle instance is ended. The platform's own value is not documented. */
const idleTime = 30_000;

/**
 * The processes that functions run in. An instance is reused, as on the platform, by as many concurrent calls as its
 * function allows.
 */
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

  /** Ends the idle instance that was started first. */
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
