import { chance } from '../../runtime/chance.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Cloud } from '../cloud.ts';
import { assumeForService } from '../sts/assume-for-service.ts';
import { Asynchronous } from './asynchronous.ts';
import type { FunctionConfig } from './function-config.ts';
import { type Ended, runProcess } from './run-process.ts';

/** What is known of one run of a function. */
export interface InvocationRecord {
  readonly functionName: string;
  readonly requestId: string;
  readonly kind: 'Sync' | 'Async';
  readonly taskId: string | undefined;
  /** Counts from 1. */
  readonly attempt: number;
  readonly startedAt: number;
  readonly errorType: string | undefined;
  readonly printed: readonly string[];
}

/** What is known where a sandbox is opened, and not before. */
interface Ground {
  readonly endpoint: string;
  readonly rootKey: { readonly accessKeyId: string; readonly accessKeySecret: string };
  readonly closing: AbortSignal;
  readonly clock: Clock;
}

/** So many instances at once, of all functions; others wait. */
const instances = 4;
const kept = 1_000;

/** What runs and has run. Nothing of it outlives the sandbox. */
export class Invocations {
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
    cloud: Cloud,
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
        context: this.#context(cloud, config, how.requestId),
        variables: this.#variables(cloud, config),
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
  #context(cloud: Cloud, config: FunctionConfig, requestId: string): object {
    const { functionName: name, memorySize: memory, timeout, role } = config;
    const credentials =
      role === undefined
        ? { ...this.ground.rootKey, securityToken: '' }
        : assumeForService(cloud, { service: 'fc.aliyuncs.com', roleName: role });
    return {
      requestId,
      credentials,
      function: { name, handler: 'index.handler', memory, timeout },
      service: { logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: cloud.regionId,
      accountId: cloud.accountId,
    };
  }

  /** Only what the platform gives, and where this cloud is: a function sees nothing of who runs the sandbox. */
  #variables({ regionId, accountId }: Cloud, config: FunctionConfig): Record<string, string> {
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
