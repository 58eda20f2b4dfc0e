import { nextDue } from '../../engine/operations/due.ts';
import { type SecretStatus, statusOf } from '../../engine/operations/secret-status.ts';
import { type Policy, parsePolicy } from '../../engine/rotation/policy.ts';
import { graceBegun, lastSuccess } from '../../engine/rotation/status.ts';
import type { ListedSecret } from '../../engine/rotation/store.ts';
import type { Users } from './users.ts';

/** What the tags tell of the credential before the current one. Times in milliseconds since the epoch. */
type Previous =
  /** No rotation is on record, so that none is known. */
  | { readonly state: 'none' }
  | { readonly state: 'in-grace'; readonly until: number }
  /** Its grace is over, and it is not on record that it was ended. */
  | { readonly state: 'over'; readonly since: number }
  | { readonly state: 'ended' };

/** One secret of the report: how it stands, and what led there. Times in milliseconds since the epoch. */
export interface Member extends SecretStatus {
  readonly rotatedAt: number | undefined;
  readonly failedAt: number | undefined;
  /** When a rotation should have begun that did not. */
  readonly missedAt: number | undefined;
  readonly previous: Previous;
  readonly users: Users | undefined;
}

/** Reads tags and times only; a policy that cannot be understood leaves all but the standing untold. */
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
