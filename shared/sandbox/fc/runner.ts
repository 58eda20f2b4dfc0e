import type { Clock } from '../../runtime/clock.ts';
import type { AsyncInvokeConfig } from './async-invoke-config.ts';
import type { FunctionConfig } from './function-config.ts';
import type { Ended } from './run-process.ts';

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

interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** The cloud that functions run in, as far as they are concerned. */
export interface Ground {
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
  readonly closing: AbortSignal;
  readonly clock: Clock;
}

/** Runs functions. */
export interface Runner {
  readonly ground: Ground;
  run(
    config: FunctionConfig,
    event: Buffer,
    how: Pick<InvocationRecord, 'kind' | 'taskId' | 'attempt' | 'requestId'>,
  ): Promise<Ended>;
}
