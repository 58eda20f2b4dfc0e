import type { Ended } from './ended.ts';

/**
 * The context of one invocation, which the platform passes to a function. Source: FC, "Context" of the Node.js runtime.
 */
export interface FunctionContext {
  readonly requestId: string;
  readonly credentials?: Key;
  readonly function: {
    readonly name: string;
    readonly handler: string;
    /** Memory in MB. */
    readonly memory: number;
    /** Timeout in seconds. */
    readonly timeout: number;
  };
  readonly service: {
    readonly logProject: string;
    readonly logStore: string;
    readonly qualifier: string;
    readonly versionId: string;
  };
  readonly region: string;
  readonly accountId: string;
}

export interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** A process with a function in it. It can be called more than once, and concurrently. */
export interface Instance extends AsyncDisposable {
  /** The id that the platform uses for the instance. */
  readonly id: string;
  /** Whether its process has ended. */
  readonly gone: boolean;
  /** Peak memory so far in MB. */
  readonly peakMemory: number | undefined;
  /**
   * Resolves after its code is loaded, or after its process has ended. Loading does not count as time of an invocation.
   */
  readonly ready: Promise<void>;
  /** Calls the listener with each printed line, until the returned function is called. */
  onLine(listener: (line: string) => void): () => void;
  /** Runs one invocation. The promise resolves at the latest when the process ends. */
  invoke(event: Buffer, context: FunctionContext): Promise<Ended>;
  /** Ends the process at once, even during an invocation. Waiting callers receive the reason. */
  end(reason: string): void;
}
