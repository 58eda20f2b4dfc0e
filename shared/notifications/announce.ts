import type { Request } from '../engine/operations/request.ts';
import type {
  Batch,
  QueuedSecret,
  SweepOutcome,
  SweepRequest,
  SweepResult,
} from '../engine/operations/sweep/outcome.ts';
import type { SweepPorts } from '../engine/operations/sweep/ports.ts';
import { ours } from '../engine/rotation/internal-error.ts';
import type { Listener } from '../engine/rotation/lifecycle.ts';
import type { Result } from '../engine/rotation/result.ts';
import { both, type Collector, startCollector } from './collector.ts';
import { type Digest, within } from './digest.ts';
import { type Notifier, tell } from './notifier.ts';

/** A sweep. For a batch, it carries the notices about earlier secrets that are not sent yet. */
export interface AnnouncedSweep extends SweepRequest {
  readonly heard?: Digest | undefined;
}

/** Starts another invocation for a batch, as a HandOver does, and passes on the notices that are not sent yet. */
export type HandOverHeard = (
  batch: Batch,
  first: QueuedSecret,
  signal: AbortSignal,
  heard?: Digest,
) => Promise<'handed-over' | 'known'>;

interface Announcing<Value> extends SweepPorts<Value> {
  readonly handOver?: HandOverHeard | undefined;
}

/** Runs a request, and then notifies others of what became of its secret. */
export async function announced(
  notifier: Notifier,
  { operation, secret }: Request,
  emit: Listener,
  perform: (emit: Listener) => Promise<Result>,
): Promise<Result> {
  if (operation === 'plan') return await perform(emit);
  const collector = startCollector();
  try {
    return await perform(both(emit, collector));
  } catch (error) {
    collector.failed(secret, ours(error));
    throw error;
  } finally {
    await tell(notifier, collector.digest());
  }
}

/**
 * Runs a sweep, and then sends one notification about all of it. A batch carries its notices from invocation to
 * invocation, and the last one sends them: else each of a thousand would.
 */
export async function announcedSweep<Value>(
  notifier: Notifier,
  request: AnnouncedSweep,
  ports: Announcing<Value>,
  sweep: (ports: SweepPorts<Value>) => Promise<SweepResult>,
): Promise<SweepResult> {
  if (request.dryRun) return await sweep(ports);
  const collector = startCollector(request.heard);
  let rest: Readonly<Record<string, number>> = {};
  try {
    const result = await sweep(listening(ports, collector, request.batch !== undefined));
    for (const outcome of result.Secrets) collector.outcome(outcome);
    rest = wantingALook(result);
    return result;
  } catch (error) {
    collector.failed(undefined, ours(error));
    throw error;
  } finally {
    await tell(notifier, collector.digest(), rest);
  }
}

function listening<Value>(
  ports: Announcing<Value>,
  collector: Collector,
  inLane: boolean,
): SweepPorts<Value> {
  const { emit, handOver } = ports;
  const heard = { ...ports, emit: both(emit, collector), onOutcome: collector.outcome };
  return inLane && handOver ? { ...heard, handOver: takingAlong(handOver, collector) } : heard;
}

/** Bytes for notices that fit beside the longest batch into the 128 KB of an asynchronous invocation. */
const roomInLane = 16 * 1_024;

function takingAlong(handOver: HandOverHeard, collector: Collector): HandOverHeard {
  return async (batch, first, signal) => {
    const handed = await handOver(batch, first, signal, within(roomInLane, collector.digest()));
    if (handed === 'handed-over') collector.passedOn();
    return handed;
  };
}

const notable: readonly SweepOutcome[] = ['malformed', 'stopped', 'left'];

/** Counts secrets that need attention. They are reported only beside news, since each sweep finds them again. */
function wantingALook({ Counts }: SweepResult): Readonly<Record<string, number>> {
  const found = notable.flatMap((outcome) => {
    const count = Counts[outcome];
    return count === undefined ? [] : [[outcome, count] as const];
  });
  return Object.fromEntries(found);
}
