import { random } from '../../runtime/random.ts';
import type { Ended } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Runner } from './runner.ts';

/** An event that waits for its function to run. */
interface Waiting {
  readonly config: FunctionConfig;
  readonly event: Buffer;
  readonly taskId: string | undefined;
  readonly requestId: string;
}

/**
 * Asynchronous invocations. Every event is delivered soon. A failed attempt is repeated within the limits of the
 * function's configuration.
 */
export class Asynchronous {
  readonly #runner: Runner;
  readonly #tasks = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Returns whether a task of that name was started before. */
  knows(functionName: string, taskId: string): boolean {
    return this.#tasks.has(`${functionName}/${taskId}`);
  }

  start(waiting: Waiting): void {
    const { config, taskId } = waiting;
    if (taskId !== undefined) this.#tasks.add(`${config.functionName}/${taskId}`);
    const run = this.#deliver(waiting).finally(() => this.#underWay.delete(run));
    this.#underWay.add(run);
  }

  /** Resolves when no event waits or runs any more. */
  async flush(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Delivers an event. Every attempt uses the configuration that the function has at that time. */
  async #deliver({ config: first, ...waiting }: Waiting): Promise<void> {
    const { event, taskId, requestId } = waiting;
    const { closing, clock, now, configOf, asyncConfigOf, asyncRetryDelay } = this.#runner.runtimeHost;
    const receivedAt = now();
    for (let attempt = 1; !closing.aborted; attempt += 1) {
      const config = configOf(first.functionName);
      const { maxAsyncRetryAttempts, maxAsyncEventAgeInSeconds } = asyncConfigOf(first.functionName);
      if (!config || now() - receivedAt > maxAsyncEventAgeInSeconds * 1_000) return;
      const how = { kind: 'Async', taskId, attempt, requestId } as const;
      const ended = await this.#runner.run(config, event, how);
      if (ended.kind === 'answered' || attempt > maxAsyncRetryAttempts)
        return this.#tell({ config, ...waiting }, attempt, ended);
      await clock.sleep(asyncRetryDelay, closing).catch(() => undefined);
    }
  }

  /**
   * Calls the destination function with the outcome. The documentation says that this event holds the original event
   * and the response, but not in which form.
   */
  #tell({ config, event, requestId }: Waiting, attempts: number, ended: Ended): void {
    const { configOf, asyncConfigOf, now } = this.#runner.runtimeHost;
    const { onSuccess, onFailure } = asyncConfigOf(config.functionName);
    const name = (ended.kind === 'answered' ? onSuccess : onFailure)?.split('/').at(-1);
    const destination = name === undefined ? undefined : configOf(name);
    if (!destination) return;
    const told = {
      timestamp: now(),
      requestContext: {
        requestId,
        functionName: config.functionName,
        condition: ended.kind === 'failed' ? ended.type : '',
        approximateInvokeCount: attempts,
      },
      requestPayload: event.toString('utf8'),
      responsePayload: ended.body.toString('utf8'),
    };
    this.start({
      config: destination,
      event: Buffer.from(JSON.stringify(told)),
      taskId: undefined,
      requestId: random.requestId(),
    });
  }
}
