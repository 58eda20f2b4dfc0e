import { nextDue } from '../../engine/operations/due.ts';
import { type SecretStatus, statusOf } from '../../engine/operations/secret-status.ts';
import { type Policy, parsePolicy } from '../../engine/rotation/policy.ts';
import { graceBegun, lastSuccess } from '../../engine/rotation/status.ts';
import type { ListedSecret } from '../../engine/rotation/store.ts';
import type { Users } from './users.ts';

/** The credential before the current one, according to the tags. Times are in milliseconds since the epoch. */
type Previous =
  /** An unknown credential, since no rotation is on record. */
  | { readonly state: 'none' }
  | { readonly state: 'in-grace'; readonly until: number }
  /** A credential whose grace is over, and whose end is not on record. */
  | { readonly state: 'over'; readonly since: number }
  | { readonly state: 'ended' };

/** One secret of the report: its status, and what led to it. Times are in milliseconds since the epoch. */
export interface Member extends SecretStatus {
  readonly rotatedAt: number | undefined;
  readonly failedAt: number | undefined;
  /** The time at which a rotation should have begun, but did not. */
  readonly missedAt: number | undefined;
  readonly previous: Previous;
  readonly users: Users | undefined;
}

/** Returns a member from tags and times only. If its policy cannot be parsed, it has nothing but its status. */
export function member(listed: ListedSecret, now: number): Member {
  return { ...statusOf(listed, now), ...told(listed, now), users: undefined };
}

function told(listed: ListedSecret, now: number): Omit<Member, keyof SecretStatus | 'users'> {
  try {
    const policy = parsePolicy(listed.secret, listed.tags);
    const { success, failure } = policy.status;
    return {
      rotatedAt: success,
      failedAt: failure?.at,
      missedAt: missed(listed, policy, now),
      previous: previousOf(policy, now),
    };
  } catch {
    return { rotatedAt: undefined, failedAt: undefined, missedAt: undefined, previous: { state: 'none' } };
  }
}

function missed({ secret, createTime }: ListedSecret, policy: Policy, now: number): number | undefined {
  const since = lastSuccess(policy.status, now) ?? createTime;
  if (since === undefined || !policy.auto) return undefined;
  return nextDue(secret, policy, since, now)?.missed;
}

function previousOf({ status, grace }: Policy, now: number): Previous {
  const begun = graceBegun(status, now);
  if (begun === undefined) return { state: 'none' };
  if (status.retired !== undefined) return { state: 'ended' };
  const until = begun + grace;
  return now < until ? { state: 'in-grace', until } : { state: 'over', since: until };
}
