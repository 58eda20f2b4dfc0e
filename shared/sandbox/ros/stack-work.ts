import type { Clock } from '../../runtime/clock.ts';

/** Thrown where the sandbox closes between two steps. */
class Interrupted extends Error {}

/** So long a step takes, in milliseconds: a stack is seen to be in progress, and no test waits for it. */
const step = 10;

/** What is being done to stacks while their callers have their answers already. */
export class StackWork {
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();

  constructor(clock: Clock, closing: AbortSignal) {
    this.#clock = clock;
    this.#closing = closing;
  }

  start(work: (pause: () => Promise<void>) => Promise<void>): void {
    const pause = async () => {
      await this.#clock.sleep(step, this.#closing).catch(() => undefined);
      if (this.#closing.aborted) throw new Interrupted();
    };
    const running = work(pause)
      .catch((error: unknown) => {
        // What is no interruption is a bug of the sandbox: the terminal hears of it.
        if (!(error instanceof Interrupted))
          process.emitWarning(error instanceof Error ? error : String(error));
      })
      .finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  /** Resolves when nothing is being done any more. */
  async ended(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}
