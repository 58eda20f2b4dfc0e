import { exactInstant } from '../../runtime/time.ts';
import { readIfOurs } from './finish.ts';
import { usersOf } from './logged-in-users.ts';
import { recordGrace } from './record.ts';
import type { InGrace } from './result.ts';
import type { RotationSession } from './rotation-session.ts';
import { fingerprint, promotedAt } from './status.ts';
import type { Subject } from './subject.ts';

/**
 * Returns the previous credential that a new rotation would end although its grace is not over, or undefined. Called
 * before a new value is made. If the promotion is not on record, the grace begins now.
 */
export async function previousInGrace<Value>(
  session: RotationSession<Value>,
  subject: Subject,
): Promise<InGrace | undefined> {
  if (session.ports.emergency) return undefined;
  const found = await findInGrace(session, subject);
  const { current } = session.stages;
  if (found && current !== undefined && promotionOf(session, subject) === undefined)
    await recordGrace(session.ports, subject, current);
  return found;
}

/** Returns the reason why a rotation does not begin. */
export function inGraceReason({ VersionId, Until }: InGrace): string {
  return `version ${VersionId} is in its grace until ${Until}, and a rotation would end it`;
}

/**
 * Returns the time at which the current version was promoted, in milliseconds since the epoch, if the record can be
 * believed.
 */
export function promotionOf<Value>(
  { stages: { current, currentSince: since }, ports }: RotationSession<Value>,
  { policy }: Subject,
): number | undefined {
  if (current === undefined) return undefined;
  return promotedAt(policy.status, { version: current, since }, ports.clock.now());
}

/** Finds the previous credential that is in its grace, and records nothing: for a plan. */
export async function findInGrace<Value>(
  session: RotationSession<Value>,
  subject: Subject,
): Promise<InGrace | undefined> {
  const { clock } = session.ports;
  const { status, grace } = subject.policy;
  const { current, previous } = session.stages;
  if (!session.service.acceptsBoth || grace === 0) return undefined;
  if (current === undefined || previous === undefined || previous === current) return undefined;
  if (fingerprint(previous) === status.retired) return undefined;
  const now = clock.now();
  const until = (promotionOf(session, subject) ?? now) + grace;
  if (until <= now) return undefined;
  const value = await readIfOurs(session, previous);
  if (value === undefined || session.isCurrent(value) || !session.service.endsPrevious(value))
    return undefined;
  const users = await usersOf(session, value);
  return {
    VersionId: previous,
    Until: exactInstant(until),
    ...(users === undefined ? {} : { Users: users }),
  };
}
