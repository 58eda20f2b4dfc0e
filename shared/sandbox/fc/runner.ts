import type { Clock } from '../../runtime/clock.ts';
import type { AsyncInvokeConfig } from './async-invoke-config.ts';
import type { Ended } from './ended.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Key } from './instance.ts';

/** What is known of one run of a function. */
export interface InvocationRecord {
  readonly functionName: string;
  readonly requestId: string;
  readonly kind: 'Sync' | 'Async';
  readonly taskId: string | undefined;
  /** Counts from 1. */
  readonly attempt: number;
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration: number;
  /** Whether an instance was started for it. */
  readonly cold: boolean;
  /** The most that its instance has held so far, in MB. */
  readonly peakMemory: number | undefined;
  readonly errorType: string | undefined;
  readonly printed: readonly string[];
}

/** What is known of a run before it. */
export type How = Pick<InvocationRecord, 'kind' | 'taskId' | 'attempt' | 'requestId'>;

/** A line as a function printed it. */
interface PrintedLine {
  readonly requestId: string;
  readonly instanceId: string;
  readonly line: string;
}

/** The cloud that functions run in, as far as they are concerned. */
export interface RuntimeHost {
  readonly endpoint: string;
  readonly regionId: string;
  readonly accountId: string;
  /** Keys of its role. Throws where it cannot be assumed. */
  keyOf(config: FunctionConfig): Key | undefined;
  configOf(functionName: string): FunctionConfig | undefined;
  asyncConfigOf(functionName: string): AsyncInvokeConfig;
  zipOf(digest: string): Buffer;
  /** Milliseconds between two attempts. */
  readonly asyncRetryDelay: number;
  /** By the sandbox's calendar. */
  now(): number;
  /** Where the lines of a function go. */
  print(config: FunctionConfig, line: PrintedLine): void;
  readonly closing: AbortSignal;
  readonly clock: Clock;
}

/** Runs functions. */
export interface Runner {
  readonly runtimeHost: RuntimeHost;
  run(config: FunctionConfig, event: Buffer, how: How): Promise<Ended>;
}
