import { exactInstant } from '../../runtime/time.ts';
import type { Policy } from '../rotation/policy.ts';
import type { Plan } from '../rotation/result.ts';
import { isStopped, lastSuccess } from '../rotation/status.ts';
import type { Subject } from '../rotation/subject.ts';
import { nextDue } from './due.ts';

/**
 * Returns the time of the next rotation. Returns an empty object if there is no schedule, or no instant from which it
 * counts.
 */
export function duePart({ secret, policy, createTime }: Subject, now: number): Pick<Plan, 'NextDue'> {
  const since = lastSuccess(policy.status, now) ?? createTime;
  const due = since === undefined ? undefined : nextDue(secret, policy, since, now);
  return due === undefined ? {} : { NextDue: exactInstant(due.at) };
}

/** Lists facts about the policy that an operator should know before it is too late. */
export function notesOn(policy: Policy): string[] {
  const { schedule, auto, status } = policy;
  return [
    ...(schedule === undefined ? ['no tag rotation:schedule: it is rotated only on request'] : []),
    ...(auto ? [] : ['rotation:auto is off: timers do not rotate it']),
    ...(isStopped(status)
      ? [`it failed ${status.failures} times in a row: timers do not rotate it until an operator does`]
      : []),
  ];
}
