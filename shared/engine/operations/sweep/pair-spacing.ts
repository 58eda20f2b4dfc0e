import { parsePolicy } from '../../rotation/policy.ts';
import { lastSuccess } from '../../rotation/status.ts';
import { type ListedSecret, secretName } from '../../rotation/store.ts';
import type { Task } from './assess.ts';
import type { SecretOutcome } from './outcome.ts';

/**
 * Allows a rotation for only one of two secrets that name each other as their pair. A rotation within a grace of the
 * other's rotation is not allowed either: an application that has both must not lose both. Expects the tasks that
 * should come first to be first.
 */
export function keepApart(
  pairs: Pairs,
  tasks: readonly Task[],
  now: number,
): { readonly kept: readonly Task[]; readonly spaced: readonly SecretOutcome[] } {
  const kept: Task[] = [];
  const spaced: SecretOutcome[] = [];
  for (const task of tasks) {
    const { kind, secret, policy } = task;
    const name = secretName(secret);
    const pair = policy.pair && secretName(policy.pair);
    const other = pair === undefined || pair === name ? undefined : pairs.get(pair);
    // A secret that names another one, but is not named in turn, holds nothing back.
    const isNear = other?.pair === name && other.at !== undefined && other.at + policy.grace > now;
    if (kind === 'rotate' && isNear)
      spaced.push({ SecretId: secret, Outcome: 'apart', Reason: `${pair}, its pair, was rotated` });
    else {
      kept.push(task);
      if (kind === 'rotate' && pair !== undefined) pairs.set(name, { pair, at: now });
    }
  }
  return { kept, spaced };
}

/** The pair that each secret names, and its last rotation in milliseconds since the epoch; by name of the secret. */
export type Pairs = Map<string, { readonly pair: string; readonly at: number | undefined }>;

/** Records a secret that names a pair. Ignores a policy that cannot be parsed. */
export function rememberPair(pairs: Pairs, { secret, tags }: ListedSecret, now: number): void {
  if (tags['rotation:pair'] === undefined) return;
  try {
    const { pair, status } = parsePolicy(secret, tags);
    if (pair !== undefined)
      pairs.set(secretName(secret), { pair: secretName(pair), at: lastSuccess(status, now) });
  } catch {
    // The assessment of the secret reports what is wrong with it.
  }
}
