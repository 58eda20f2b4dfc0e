import type { Ports } from '../../rotation/ports.ts';
import type { ListedSecret, SecretId } from '../../rotation/store.ts';
import type { Batch, QueuedSecret, SecretOutcome } from './outcome.ts';

/** The secrets of one account and region. */
export interface Fleet {
  /** One after the other, so that a large fleet need not be held at once. */
  list(signal: AbortSignal): AsyncIterable<ListedSecret>;
  find(secret: SecretId, signal: AbortSignal): Promise<ListedSecret>;
}

/** Starts another invocation of this function for a lane; `known` where it was started for its first one before. */
export type HandOver = (
  batch: Batch,
  first: QueuedSecret,
  signal: AbortSignal,
) => Promise<'handed-over' | 'known'>;

/** What a sweep needs beside the engine. */
export interface SweepPorts<Value> extends Ports<Value> {
  readonly fleet: Fleet;
  /** Absent where this process is no deployed function. */
  readonly handOver?: HandOver | undefined;
  /** Hears what became of the first secret of a lane, before the others are handed on. */
  readonly swept?: (swept: SecretOutcome) => void;
}
