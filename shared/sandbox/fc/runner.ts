import type { Clock } from '../../runtime/clock.ts';
import type { AsyncInvokeConfig } from './async-invoke-config.ts';
import type { Ended } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Key } from './instance.ts';

/** The record of one run of a function. */
export interface InvocationRecord {
  readonly functionName: string;
  readonly requestId: string;
  readonly kind: 'Sync' | 'Async';
  readonly taskId: string | undefined;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly startedAt: number;
  /** Duration in milliseconds. */
  readonly duration: number;
  /** Whether an instance was started for this run. */
  readonly cold: boolean;
  /** Peak memory of its instance so far, in MB. */
  readonly peakMemory: number | undefined;
  readonly errorType: string | undefined;
  readonly printed: readonly string[];
}

/** Facts that are known before a run. */
export type How = Pick<InvocationRecord, 'kind' | 'taskId' | 'attempt' | 'requestId'>;

/** A line that a function has printed. */
interface PrintedLine {
  readonly requestId: string;
  readonly instanceId: string;
  readonly line: string;
}

/** The part of the cloud that running functions need. */
export interface RuntimeHost {
  readonly endpoint: string;
  readonly regionId: string;
  readonly accountId: string;
  /** Returns the keys of the function's role. Throws an Error if the role cannot be assumed. */
  keyOf(config: FunctionConfig): Key | undefined;
  configOf(functionName: string): FunctionConfig | undefined;
  asyncConfigOf(functionName: string): AsyncInvokeConfig;
  zipOf(digest: string): Buffer;
  /** Milliseconds between two attempts. */
  readonly asyncRetryDelay: number;
  /** Returns the time by the sandbox's calendar. */
  now(): number;
  /** Writes a line that a function has printed to its log. */
  print(config: FunctionConfig, line: PrintedLine): void;
  readonly closing: AbortSignal;
  readonly clock: Clock;
}

export interface Runner {
  readonly runtimeHost: RuntimeHost;
  run(config: FunctionConfig, event: Buffer, how: How): Promise<Ended>;
}
