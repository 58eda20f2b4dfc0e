import { createHash } from 'node:crypto';
import { hour } from '../../../runtime/time.ts';
import { ours } from '../../rotation/internal-error.ts';
import type { SecretId } from '../../rotation/store.ts';
import type { Task } from './assess.ts';
import type { Batch, QueuedSecret, SecretOutcome, SweepOutcome } from './outcome.ts';
import type { SweepPorts } from './ports.ts';

/**
 * The most secrets in a batch. With names of 192 characters and their tasks, they stay below the 128 KB of an
 * asynchronous invocation.
 */
const longestLane = 400;

/** Names the invocation for a task. Each further hour after the task was due gets another name, as a new attempt. */
export function handed({ kind, secret, at }: Task, now: number): QueuedSecret {
  const facts = [kind, secret, at, Math.floor((now - at) / hour)];
  const digest = createHash('sha256').update(facts.join('\n')).digest('hex');
  return { secret, task: `sweep-${digest.slice(0, 40)}` };
}

/** Hands over all secrets in as many batches as may run at once, so that servers bear no more load than here. */
export async function handOverAll<Value>(
  ports: SweepPorts<Value>,
  all: Batch,
  lanes: number,
): Promise<readonly SecretOutcome[]> {
  const count = Math.max(Math.min(lanes, all.length), Math.ceil(all.length / longestLane));
  const split = Array.from({ length: count }, (_, batch) =>
    all.filter((_, index) => index % count === batch),
  );
  return (await Promise.all(split.map((batch) => enqueue(ports, batch)))).flat();
}

/** Starts the next invocation of a batch. Skips secrets whose invocation was started before and is under way. */
export async function enqueue<Value>(
  { handOver, signal }: SweepPorts<Value>,
  batch: Batch,
): Promise<readonly SecretOutcome[]> {
  const all = (outcome: SweepOutcome, reason: string) =>
    batch.map(({ secret }) => outcomeOf(secret, outcome, reason));
  if (!handOver) return all('left', 'the time ran out before its turn; the next sweep takes it');
  try {
    for (const [index, first] of batch.entries())
      if ((await handOver(batch.slice(index), first, signal)) === 'handed-over') break;
    return all('handed-over', 'to a separate invocation');
  } catch (error) {
    return all('left', ours(error).message);
  }
}

const outcomeOf = (secret: SecretId, outcome: SweepOutcome, reason: string): SecretOutcome => ({
  SecretId: secret,
  Outcome: outcome,
  Reason: reason,
});
