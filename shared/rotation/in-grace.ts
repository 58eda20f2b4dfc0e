import { SecretMalformed } from './errors.ts';
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
  const value = await readOwn(pass, previous);
  if (value === undefined || pass.isCurrent(value) || !(pass.service.ends?.(value) ?? true)) return undefined;
  if (promoted === undefined) await recordGrace(pass.ports, subject, current);
  const users = await usersOf(pass, value);
  return {
    VersionId: previous,
    Until: new Date(until).toISOString(),
    ...(users === undefined ? {} : { Users: users }),
  };
}

/** A version of a server that the secret has left behind is not ended by a rotation. */
async function readOwn<Value>(
  pass: Pass<Value>,
  version: NonNullable<Pass<Value>['stages']['previous']>,
): Promise<Value | undefined> {
  try {
    return await pass.read(version);
  } catch (error) {
    if (error instanceof SecretMalformed) return undefined;
    throw error;
  }
}
