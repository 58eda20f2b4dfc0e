import type { Clock } from '../../runtime/clock.ts';

/** The error thrown if the sandbox closes between two steps. */
class Interrupted extends Error {}

/** Milliseconds that a step takes. A stack is seen to be in progress, and no test has to wait for it. */
const step = 10;

/** Work on stacks whose callers already have their responses. */
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
        // Any error but an interruption is a bug of the sandbox, and the terminal shows it.
        if (!(error instanceof Interrupted))
          process.emitWarning(error instanceof Error ? error : String(error));
      })
      .finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  /** Resolves when all work has ended. */
  async ended(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}
