import { readIfOurs } from './finish.ts';
import { usersOf } from './logged-in-users.ts';
import type { Pass } from './pass.ts';
import { recordGrace } from './record.ts';
import type { InGrace } from './result.ts';
import { fingerprint, promotedAt } from './status.ts';
import type { Subject } from './subject.ts';

/**
 * Returns the previous credential that a new rotation would end although its grace is not over; nothing where no such
 * one is there. Called before a new value is made. A grace whose promotion is not on record begins now.
 */
export async function previousInGrace<Value>(
  pass: Pass<Value>,
  subject: Subject,
): Promise<InGrace | undefined> {
  const { clock, emergency } = pass.ports;
  if (emergency) return undefined;
  const found = await findInGrace(pass, subject);
  const { current, currentSince: since } = pass.stages;
  if (!found || current === undefined) return found;
  if (promotedAt(subject.policy.status, { version: current, since }, clock.now()) === undefined)
    await recordGrace(pass.ports, subject, current);
  return found;
}

/** The same, and nothing is recorded: for a plan. */
export async function findInGrace<Value>(pass: Pass<Value>, subject: Subject): Promise<InGrace | undefined> {
  const { clock } = pass.ports;
  const { status, grace } = subject.policy;
  const { current, currentSince, previous } = pass.stages;
  if (!pass.service.overlaps || grace === 0) return undefined;
  if (current === undefined || previous === undefined || previous === current) return undefined;
  if (fingerprint(previous) === status.retired) return undefined;
  const now = clock.now();
  const promoted = promotedAt(status, { version: current, since: currentSince }, now);
  const until = (promoted ?? now) + grace;
  if (until <= now) return undefined;
  const value = await readIfOurs(pass, previous);
  if (value === undefined || pass.isCurrent(value) || !(pass.service.ends?.(value) ?? true)) return undefined;
  const users = await usersOf(pass, value);
  return {
    VersionId: previous,
    Until: new Date(until).toISOString(),
    ...(users === undefined ? {} : { Users: users }),
  };
}
