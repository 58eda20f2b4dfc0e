import type { Policy } from '../rotation/policy.ts';
import type { Plan } from '../rotation/result.ts';
import { isStopped } from '../rotation/status.ts';
import type { Subject } from '../rotation/subject.ts';
import { cachedFor } from '../rotation/timing.ts';
import { nextDue } from './due.ts';

const hour = 3_600_000;

/** The official JDBC client keeps a value for six hours, and takes up to ten minutes to find out about a new one. */
const cached = 'the 6 h 10 min for which the official JDBC client may use a value it has cached';

/** When the schedule asks for the next rotation; nothing where there is none, or no one to say since when. */
export function duePart({ secret, policy, createTime }: Subject, now: number): Pick<Plan, 'NextDue'> {
  const since = policy.status.success ?? createTime;
  const due = since === undefined ? undefined : nextDue(secret, policy, since, now);
  return due === undefined ? {} : { NextDue: new Date(due.at).toISOString() };
}

/** What an operator should know of the policy before it is too late. */
export function notesOn(policy: Policy): string[] {
  const { schedule, auto, status } = policy;
  return [
    ...graceNote(policy),
    ...(schedule === undefined ? ['no tag rotation:schedule: it is rotated only when it is asked for'] : []),
    ...(auto ? [] : ['rotation:auto is off: timers leave it alone']),
    ...(isStopped(status)
      ? [`it failed ${status.failures} times in a row: timers leave it alone until it was rotated by hand`]
      : []),
  ];
}

function graceNote({ grace, graceRaised }: Policy): string[] {
  if (graceRaised)
    return [`the grace is raised to ${cached}; let the tag rotation:grace end in accepted to shorten it`];
  const hours = (grace / hour).toFixed(1).replace(/\.0$/, '');
  return grace < cachedFor
    ? [`the grace of ${hours} h, which the policy accepts, is shorter than ${cached}`]
    : [];
}
