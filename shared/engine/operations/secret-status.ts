import { ours } from '../rotation/internal-error.ts';
import { type Policy, parsePolicy } from '../rotation/policy.ts';
import { isFailing, isStopped, lastSuccess } from '../rotation/status.ts';
import type { ListedSecret, SecretId } from '../rotation/store.ts';
import { type Due, isDue, nextDue } from './due.ts';

/** The status of one secret, computed from its listing alone: no value and no version is read. */
export interface SecretStatus {
  readonly secret: SecretId;
  readonly type: string;
  readonly strategy: string;
  readonly state: 'drifted' | 'ok' | 'new' | 'due' | 'failing' | 'stopped' | 'off' | 'deleting' | 'malformed';
  /** Milliseconds since the last rotation, or else since the creation of the secret. */
  readonly ageMs: number | undefined;
  /** The instant from which the sweep rotates it; absent if no schedule is set. */
  readonly dueAt: number | undefined;
  readonly schedule: string | undefined;
  readonly failures: number;
  readonly lastError: string | undefined;
}

export function statusOf(listed: ListedSecret, now: number): SecretStatus {
  try {
    return classify(listed, parsePolicy(listed.secret, listed.tags), now);
  } catch (error) {
    return {
      secret: listed.secret,
      type: listed.tags['rotation:type'] ?? '',
      strategy: listed.tags['rotation:strategy'] ?? 'auto',
      state: 'malformed',
      ageMs: undefined,
      dueAt: undefined,
      schedule: undefined,
      failures: 0,
      lastError: ours(error).message,
    };
  }
}

function classify(
  { secret, createTime, plannedDeleteTime }: ListedSecret,
  policy: Policy,
  now: number,
): SecretStatus {
  const { failure, failures } = policy.status;
  const since = lastSuccess(policy.status, now) ?? createTime;
  const due = since === undefined ? undefined : nextDue(secret, policy, since, now);
  return {
    secret,
    type: policy.type,
    strategy: policy.strategy,
    state: stateOf(policy, plannedDeleteTime, due, now),
    ageMs: since === undefined ? undefined : now - since,
    dueAt: due?.at,
    schedule: policy.schedule,
    failures,
    lastError: failure?.code,
  };
}

/** Returns the first state that applies, in the order in which states matter to an operator. */
function stateOf(
  policy: Policy,
  plannedDeleteTime: number | undefined,
  due: Due | undefined,
  now: number,
): SecretStatus['state'] {
  if (plannedDeleteTime !== undefined) return 'deleting';
  if (policy.status.drifted !== undefined) return 'drifted';
  if (isStopped(policy.status)) return 'stopped';
  if (isFailing(policy.status)) return 'failing';
  if (!policy.auto) return 'off';
  if (due && isDue(due, now)) return 'due';
  return policy.status.success === undefined ? 'new' : 'ok';
}
