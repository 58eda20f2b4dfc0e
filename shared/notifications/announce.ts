import type { Request } from '../engine/operations/request.ts';
import type { SweepPorts } from '../engine/operations/sweep/ports.ts';
import type {
  Handed,
  Lane,
  SweepRequest,
  SweepResult,
  SweptOutcome,
} from '../engine/operations/sweep/swept.ts';
import { ours } from '../engine/rotation/internal-error.ts';
import type { Listener } from '../engine/rotation/lifecycle.ts';
import type { Result } from '../engine/rotation/result.ts';
import { type Digest, within } from './digest.ts';
import { type Office, tell } from './tell.ts';
import { both, startWatch, type Watch } from './watch.ts';

/** A sweep of a lane brings along what is still to be told of the secrets that came before. */
export interface AnnouncedSweep extends SweepRequest {
  readonly heard?: Digest | undefined;
}

/** Starts another invocation for a lane, as a HandOver does, and hands on what is still to be told. */
export type HandOverHeard = (
  lane: Lane,
  first: Handed,
  signal: AbortSignal,
  heard?: Digest,
) => Promise<'handed-over' | 'known'>;

interface Announcing<Value> extends SweepPorts<Value> {
  readonly handOver?: HandOverHeard | undefined;
}

/** Has a request carried out, and tells others afterwards what became of its secret. */
export async function announced(
  office: Office,
  { operation, secret }: Request,
  emit: Listener,
  perform: (emit: Listener) => Promise<Result>,
): Promise<Result> {
  if (operation === 'plan') return await perform(emit);
  const watch = startWatch();
  try {
    return await perform(both(emit, watch));
  } catch (error) {
    watch.failed(secret, ours(error));
    throw error;
  } finally {
    await tell(office, watch.digest());
  }
}

/**
 * Has a sweep carried out and tells others of all of it at once. A lane takes what was heard along, from invocation to
 * invocation, and the last one tells: else each of a thousand would.
 */
export async function announcedSweep<Value>(
  office: Office,
  request: AnnouncedSweep,
  ports: Announcing<Value>,
  sweep: (ports: SweepPorts<Value>) => Promise<SweepResult>,
): Promise<SweepResult> {
  if (request.dryRun) return await sweep(ports);
  const watch = startWatch(request.heard);
  let rest: Readonly<Record<string, number>> = {};
  try {
    const result = await sweep(listening(ports, watch, request.lane !== undefined));
    for (const swept of result.Secrets) watch.swept(swept);
    rest = wantingALook(result);
    return result;
  } catch (error) {
    watch.failed(undefined, ours(error));
    throw error;
  } finally {
    await tell(office, watch.digest(), rest);
  }
}

function listening<Value>(ports: Announcing<Value>, watch: Watch, inLane: boolean): SweepPorts<Value> {
  const { emit, handOver } = ports;
  const heard = { ...ports, emit: both(emit, watch), swept: watch.swept };
  return inLane && handOver ? { ...heard, handOver: takingAlong(handOver, watch) } : heard;
}

/** Beside the longest lane, so much of what was heard fits into the 128 KB of an asynchronous invocation. */
const roomInLane = 16 * 1_024;

function takingAlong(handOver: HandOverHeard, watch: Watch): HandOverHeard {
  return async (lane, first, signal) => {
    const handed = await handOver(lane, first, signal, within(roomInLane, watch.digest()));
    if (handed === 'handed-over') watch.passedOn();
    return handed;
  };
}

const notable: readonly SweptOutcome[] = ['malformed', 'stopped', 'left'];

/** They are told of beside what has just happened, and not by themselves: each sweep would find them again. */
function wantingALook({ Counts }: SweepResult): Readonly<Record<string, number>> {
  const found = notable.flatMap((outcome) => {
    const count = Counts[outcome];
    return count === undefined ? [] : [[outcome, count] as const];
  });
  return Object.fromEntries(found);
}
