import { random } from '../../runtime/random.ts';
import { Asynchronous } from './asynchronous.ts';
import { BuiltInInstance } from './built-in-runtime.ts';
import { CustomInstance } from './custom-runtime.ts';
import { type Ended, unhandled } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { FunctionContext, Instance } from './instance.ts';
import { Instances, type Lease } from './instances.ts';
import { performOn } from './perform-on.ts';
import type { How, InvocationRecord, Runner, RuntimeHost } from './runner.ts';
import { Unpacked } from './unpacked.ts';

const kept = 1_000;

/** Invocations that run or have run. They are lost when the sandbox ends. */
export class Invocations implements Runner, AsyncDisposable {
  readonly asynchronous = new Asynchronous(this);
  records: readonly InvocationRecord[] = [];
  #ground: RuntimeHost | undefined;
  readonly #instances = new Instances();
  readonly #unpacked = new Unpacked();

  open(runtimeHost: RuntimeHost): void {
    this.#ground = runtimeHost;
    runtimeHost.closing.addEventListener('abort', () => this.#instances[Symbol.asyncDispose](), {
      once: true,
    });
  }

  get runtimeHost(): RuntimeHost {
    if (!this.#ground) throw new Error('the sandbox is not open yet');
    return this.#ground;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#instances[Symbol.asyncDispose]();
    await this.asynchronous.flush();
    await this.#instances[Symbol.asyncDispose]();
    await this.#unpacked[Symbol.asyncDispose]();
  }

  async run(config: FunctionConfig, event: Buffer, how: How): Promise<Ended> {
    const lease = await this.#enter(config);
    if ('kind' in lease) return this.#record(config, how, { ended: lease });
    const { instance, cold } = lease;
    try {
      const startedAt = this.runtimeHost.clock.now();
      const context = this.#context(config, how.requestId);
      const print = (line: string) =>
        this.runtimeHost.print(config, { ...how, instanceId: instance.id, line });
      const { ended, printed } = await performOn(instance, config, event, context, print);
      const peakMemory = instance.peakMemory;
      const duration = this.runtimeHost.clock.now() - startedAt;
      return this.#record(config, how, { ended, printed, startedAt, duration, cold, peakMemory });
    } catch (error) {
      return this.#record(config, how, { ended: notStarted(error) });
    } finally {
      lease.leave();
    }
  }

  #record(
    { functionName }: FunctionConfig,
    how: How,
    { ended, ...seen }: Partial<InvocationRecord> & { readonly ended: Ended },
  ): Ended {
    const errorType = ended.kind === 'failed' ? ended.type : undefined;
    const nothing = {
      startedAt: this.runtimeHost.clock.now(),
      duration: 0,
      cold: true,
      printed: [],
      peakMemory: undefined,
    };
    const record = { ...nothing, ...how, ...seen, functionName, errorType };
    this.records = [...this.records.slice(1 - kept), record];
    return ended;
  }

  async #enter(config: FunctionConfig): Promise<Lease | Ended> {
    try {
      return await this.#instances.enter(config, () => this.#start(config));
    } catch (error) {
      return notStarted(error);
    }
  }

  async #start(config: FunctionConfig): Promise<Instance> {
    const { code, runtime } = config;
    const folder =
      code.kind === 'folder'
        ? code.path
        : await this.#unpacked.folderOf(code.digest, () => this.runtimeHost.zipOf(code.digest));
    const id = `c-${random.text(8)}`;
    const where = { config, folder, id, variables: this.#variables(config, folder, id) };
    if (this.runtimeHost.closing.aborted) throw new Error('the sandbox closes');
    return runtime.startsWith('custom') ? CustomInstance.start(where) : new BuiltInInstance(where);
  }

  #context(config: FunctionConfig, requestId: string): FunctionContext {
    const { functionName: name, handler, memorySize: memory, timeout, logConfig } = config;
    const credentials = this.runtimeHost.keyOf(config);
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
      region: this.runtimeHost.regionId,
      accountId: this.runtimeHost.accountId,
    };
  }

  /**
   * Returns the environment of a function: the platform's variables, the address of this cloud and the function's own
   * variables. It holds nothing from the environment of the person who runs the sandbox.
   */
  #variables(config: FunctionConfig, folder: string, id: string): Record<string, string> {
    const { regionId, accountId, endpoint } = this.runtimeHost;
    const key = config.role === undefined ? undefined : this.runtimeHost.keyOf(config);
    return {
      FC_REGION: regionId,
      FC_ACCOUNT_ID: accountId,
      FC_FUNCTION_NAME: config.functionName,
      FC_FUNCTION_HANDLER: config.handler,
      FC_FUNCTION_MEMORY_SIZE: String(config.memorySize),
      FC_FUNC_CODE_PATH: folder,
      FC_INSTANCE_ID: id,
      ...(key && {
        ALIBABA_CLOUD_ACCESS_KEY_ID: key.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.accessKeySecret,
        ALIBABA_CLOUD_SECURITY_TOKEN: key.securityToken,
      }),
      ROTATION_ENDPOINT: endpoint,
      ...Object.fromEntries(Object.entries(config.environmentVariables).filter(leadsHere)),
    };
  }
}

/**
 * Returns the end of an invocation whose function did not start. Its package could not be unpacked, or its role could
 * not be assumed.
 */
function notStarted(error: unknown): Ended {
  const why = error instanceof Error ? error.message : String(error);
  return unhandled(`The function was not started: ${why}`);
}

/**
 * Returns false for a variable that points to an endpoint of the real cloud, such as one inside a VPC. The function
 * then calls this cloud, because there is one network here.
 */
function leadsHere([name, value]: readonly [string, string]): boolean {
  return !/^ROTATION_(\w+_)?ENDPOINT$/.test(name) || !/^(https:\/\/)?[\w.-]+\.aliyuncs\.com$/.test(value);
}
