import { chance } from '../../runtime/chance.ts';
import { Asynchronous } from './asynchronous.ts';
import type { FunctionConfig } from './function-config.ts';
import { type Ended, runProcess } from './run-process.ts';
import type { Ground, InvocationRecord, Runner } from './runner.ts';
import { Unpacked } from './unpacked.ts';

/** So many instances at once, of all functions; others wait. */
const instances = 4;
const kept = 1_000;

/** What runs and has run. Nothing of it outlives the sandbox. */
export class Invocations implements Runner, AsyncDisposable {
  readonly asynchronous = new Asynchronous(this);
  records: readonly InvocationRecord[] = [];
  #ground: Ground | undefined;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #unpacked = new Unpacked();

  open(ground: Ground): void {
    this.#ground = ground;
  }

  get ground(): Ground {
    if (!this.#ground) throw new Error('the sandbox is not open yet');
    return this.#ground;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.asynchronous.settled();
    await this.#unpacked[Symbol.asyncDispose]();
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
      const ended = await this.#start(config, event, how.requestId, (line) => printed.push(line));
      const errorType = ended.kind === 'failed' ? ended.type : undefined;
      const record = { ...how, functionName: config.functionName, startedAt, errorType, printed };
      this.records = [...this.records.slice(1 - kept), record];
      return ended;
    } finally {
      this.#leave();
    }
  }

  async #start(
    config: FunctionConfig,
    event: Buffer,
    requestId: string,
    print: (line: string) => void,
  ): Promise<Ended> {
    try {
      const folder = await this.#folderOf(config);
      return await runProcess({
        config,
        event,
        folder,
        context: this.#context(config, requestId),
        variables: this.#variables(config, folder),
        closing: this.ground.closing,
        print,
      });
    } catch (error) {
      // A package that cannot be laid out, or a role that cannot be assumed.
      const why = error instanceof Error ? error.message : String(error);
      const body = Buffer.from(JSON.stringify({ errorMessage: `The function was not started: ${why}` }));
      return { kind: 'failed', type: 'UnhandledInvocationError', body };
    }
  }

  /** Source: Function Compute, "Context" of the Node.js runtime. */
  #context(config: FunctionConfig, requestId: string): object {
    const { functionName: name, handler, memorySize: memory, timeout, logConfig } = config;
    const credentials = this.ground.keyOf(config);
    return {
      requestId,
      ...(credentials && { credentials }),
      function: { name, handler, memory, timeout },
      service: {
        logProject: logConfig?.project ?? '',
        logStore: logConfig?.logstore ?? '',
        qualifier: 'LATEST',
        versionId: '',
      },
      region: this.ground.regionId,
      accountId: this.ground.accountId,
    };
  }

  /** Only what the platform gives, and where this cloud is: a function sees nothing of who runs the sandbox. */
  #variables(config: FunctionConfig, folder: string): Record<string, string> {
    const { regionId, accountId } = this.ground;
    return {
      FC_REGION: regionId,
      FC_ACCOUNT_ID: accountId,
      FC_FUNCTION_NAME: config.functionName,
      FC_FUNCTION_HANDLER: config.handler,
      FC_FUNCTION_MEMORY_SIZE: String(config.memorySize),
      FC_FUNC_CODE_PATH: folder,
      FC_INSTANCE_ID: `c-${chance.text(8)}`,
      ROTATION_ENDPOINT: this.ground.endpoint,
      ...config.environmentVariables,
    };
  }

  async #folderOf({ code }: FunctionConfig): Promise<string> {
    if (code.kind === 'folder') return code.path;
    return this.#unpacked.folderOf(code.digest, () => this.ground.zipOf(code.digest));
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
