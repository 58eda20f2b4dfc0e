import type { Ports } from '../../rotation/ports.ts';
import type { ListedSecret, SecretId } from '../../rotation/store.ts';
import type { Batch, QueuedSecret, SecretOutcome } from './outcome.ts';

/** The secrets of one account and region. */
export interface Fleet {
  /** Lists the secrets one after the other, so that a large fleet need not be in memory at once. */
  list(signal: AbortSignal): AsyncIterable<ListedSecret>;
  find(secret: SecretId, signal: AbortSignal): Promise<ListedSecret>;
}

/** Starts another invocation of this function for a batch. Returns `known` if it was started before for `first`. */
export type HandOver = (
  batch: Batch,
  first: QueuedSecret,
  signal: AbortSignal,
) => Promise<'handed-over' | 'known'>;

/** Ports that a sweep needs beside those of the engine. */
export interface SweepPorts<Value> extends Ports<Value> {
  readonly fleet: Fleet;
  /** Starts another invocation; absent if this process is not a deployed function. */
  readonly handOver?: HandOver | undefined;
  /** Receives the outcome of the first secret of a batch, before the others are handed on. */
  readonly onOutcome?: (outcome: SecretOutcome) => void;
}
