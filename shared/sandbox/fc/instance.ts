import type { Ended } from './ended.ts';

/** What the platform tells a function of one invocation. Source: FC, "Context" of the Node.js runtime. */
export interface FunctionContext {
  readonly requestId: string;
  readonly credentials?: Key;
  readonly function: {
    readonly name: string;
    readonly handler: string;
    /** MB. */
    readonly memory: number;
    /** Seconds. */
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

/** A process with a function in it, which can be called more than once, and at once. */
export interface Instance extends AsyncDisposable {
  /** The platform's own word for it. */
  readonly id: string;
  /** Whether its process is there no more. */
  readonly gone: boolean;
  /** The most it has held so far, in MB. */
  readonly peakMemory: number | undefined;
  /** Resolves when its code is loaded, which is no part of an invocation's time, or when its process is gone. */
  readonly ready: Promise<void>;
  /** Is told each line that it prints, until the answer is called. */
  onLine(listener: (line: string) => void): () => void;
  /** Ends with the process at the latest. */
  invoke(event: Buffer, context: FunctionContext): Promise<Ended>;
  /** Ends the process, in the middle of anything; whoever waits is told the reason. */
  end(reason: string): void;
}
