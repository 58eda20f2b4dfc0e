import { exactInstant } from '../../runtime/time.ts';
import type { Policy } from '../rotation/policy.ts';
import type { Plan } from '../rotation/result.ts';
import { isStopped, lastSuccess } from '../rotation/status.ts';
import type { Subject } from '../rotation/subject.ts';
import { nextDue } from './due.ts';

/** When the schedule asks for the next rotation; nothing where there is none, or no one to say since when. */
export function duePart({ secret, policy, createTime }: Subject, now: number): Pick<Plan, 'NextDue'> {
  const since = lastSuccess(policy.status, now) ?? createTime;
  const due = since === undefined ? undefined : nextDue(secret, policy, since, now);
  return due === undefined ? {} : { NextDue: exactInstant(due.at) };
}

/** What an operator should know of the policy before it is too late. */
export function notesOn(policy: Policy): string[] {
  const { schedule, auto, status } = policy;
  return [
    ...(schedule === undefined ? ['no tag rotation:schedule: it is rotated only when it is asked for'] : []),
    ...(auto ? [] : ['rotation:auto is off: timers leave it alone']),
    ...(isStopped(status)
      ? [`it failed ${status.failures} times in a row: timers leave it alone until it was rotated by hand`]
      : []),
  ];
}
