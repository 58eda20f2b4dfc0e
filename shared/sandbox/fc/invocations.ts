import { chance } from '../../runtime/chance.ts';
import { Asynchronous } from './asynchronous.ts';
import type { FunctionConfig } from './function-config.ts';
import { type Ended, runProcess } from './run-process.ts';
import type { Ground, InvocationRecord, Runner } from './runner.ts';

/** So many instances at once, of all functions; others wait. */
const instances = 4;
const kept = 1_000;

/** What runs and has run. Nothing of it outlives the sandbox. */
export class Invocations implements Runner {
  readonly asynchronous = new Asynchronous(this);
  records: readonly InvocationRecord[] = [];
  #ground: Ground | undefined;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  open(ground: Ground): void {
    this.#ground = ground;
  }

  get ground(): Ground {
    if (!this.#ground) throw new Error('the sandbox is not open yet');
    return this.#ground;
  }

  async run(
    config: FunctionConfig,
    event: Buffer,
    how: Pick<InvocationRecord, 'kind' | 'taskId' | 'attempt' | 'requestId'>,
  ): Promise<Ended> {
    await this.#enter();
    const startedAt = this.ground.clock.now();
    const printed: string[] = [];
    try {
      const ended = await runProcess({
        config,
        event,
        context: this.#context(config, how.requestId),
        variables: this.#variables(config),
        closing: this.ground.closing,
        print: (line) => printed.push(line),
      });
      const errorType = ended.kind === 'failed' ? ended.type : undefined;
      const record = { ...how, functionName: config.functionName, startedAt, errorType, printed };
      this.records = [...this.records.slice(1 - kept), record];
      return ended;
    } finally {
      this.#leave();
    }
  }

  /** Source: Function Compute, "Context" of the Node.js runtime. */
  #context(config: FunctionConfig, requestId: string): object {
    const { functionName: name, memorySize: memory, timeout, role } = config;
    return {
      requestId,
      credentials: this.ground.keyOf(role),
      function: { name, handler: 'index.handler', memory, timeout },
      service: { logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: this.ground.regionId,
      accountId: this.ground.accountId,
    };
  }

  /** Only what the platform gives, and where this cloud is: a function sees nothing of who runs the sandbox. */
  #variables(config: FunctionConfig): Record<string, string> {
    const { regionId, accountId } = this.ground;
    return {
      FC_REGION: regionId,
      FC_ACCOUNT_ID: accountId,
      FC_FUNCTION_NAME: config.functionName,
      FC_FUNCTION_HANDLER: 'index.handler',
      FC_FUNCTION_MEMORY_SIZE: String(config.memorySize),
      FC_FUNC_CODE_PATH: config.codeDirectory,
      FC_INSTANCE_ID: `c-${chance.text(8)}`,
      ROTATION_ENDPOINT: this.ground.endpoint,
      ...config.environmentVariables,
    };
  }

  async #enter(): Promise<void> {
    if (this.#running < instances) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Who leaves hands the place on to who waits. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
