import { instant } from '../../runtime/time.ts';
import { Busy, NotEvicted } from '../rotation/errors.ts';
import { readIfOurs } from '../rotation/finish.ts';
import { openHealed } from '../rotation/heal.ts';
import { promotionOf } from '../rotation/in-grace.ts';
import { afterChange, duringChange, ours } from '../rotation/internal-error.ts';
import type { Ports } from '../rotation/ports.ts';
import { recordFailure, recordGrace, recordRetired } from '../rotation/record.ts';
import type { Outcome, Result } from '../rotation/result.ts';
import type { RotationSession } from '../rotation/rotation-session.ts';
import type { Retirement } from '../rotation/service.ts';
import { findHolding } from '../rotation/shared-account.ts';
import { fingerprint, graceBegun } from '../rotation/status.ts';
import type { SecretId, VersionId } from '../rotation/store.ts';
import { readSubject, type Subject } from '../rotation/subject.ts';

/**
 * Ends the previous credential if its grace is over and the service says that nobody uses it. It may run at any time
 * and any number of times; a credential that must still live is `kept` for a later run. KMS cannot remove the previous
 * stage, so the status records which version is retired.
 */
export async function retire<Value>(ports: Ports<Value>, secret: SecretId): Promise<Result> {
  const subject = await readSubject(ports, secret);
  try {
    const result = await attempt(ports, subject);
    const { Outcome: outcome, VersionId: version } = result;
    ports.emit({ secret, event: 'finished', outcome, version });
    return result;
  } catch (error) {
    await recordFailure(ports, subject, ours(error));
    throw error;
  }
}

async function attempt<Value>(ports: Ports<Value>, subject: Subject): Promise<Result> {
  const { policy, secret } = subject;
  const now = ports.clock.now();
  const begun = graceBegun(policy.status, now);
  if (begun !== undefined && now < begun + policy.grace)
    return kept(subject, `its grace ends at ${instant(begun + policy.grace)}`);
  const before = (await ports.store.stages(secret, ports.signal)).previous;
  if (before !== undefined && fingerprint(before) === policy.status.retired)
    return { ...kept(subject, 'it was already ended'), Outcome: 'retired', VersionId: before };
  await using session = await openHealed(ports, subject);
  const { current, pending, previous } = session.stages;
  if (pending !== undefined) throw new Busy(secret, 'a rotation of it is not finished');
  if (current === undefined || previous === undefined || previous === current)
    return kept(subject, 'there is no previous version');
  if (promotionOf(session, subject) === undefined) {
    await recordGrace(ports, subject, current);
    return kept(subject, 'its promotion was not recorded: its grace begins now');
  }
  const { outcome, reason } = await end(session, subject, previous, current);
  if (outcome === 'retired') await recordRetired(ports, subject, previous);
  return { ...session.result(outcome, previous), Reason: reason };
}

/** Ends the previous credential, then tries it once: only the service shows whether it is ended. */
async function end<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  previous: VersionId,
  current: VersionId,
): Promise<Said> {
  const { strategy, revocation } = session.service;
  const value = await readIfOurs(session, previous);
  if (value === undefined)
    return {
      outcome: 'kept',
      reason: 'it is for a server that this secret no longer uses: end it there by hand',
    };
  if (session.isCurrent(value)) return { outcome: 'kept', reason: 'it has the current value' };
  if (!revocation) return { outcome: 'kept', reason: `${strategy} does not end credentials` };
  const holding = await findHolding(session, subject, value);
  if (holding.length > 0)
    return { outcome: 'kept', reason: `it is the current value of ${holding.join(', ')}` };
  session.confirmTime();
  const retirement = say(await duringChange(() => revocation.retire(value, current)));
  if (retirement.outcome !== 'retired') return retirement;
  const verdict = await afterChange('applied', () => revocation.testRevoked(value, previous));
  if (verdict === 'accepted') throw new NotEvicted(session.secret, [`version ${previous} is still accepted`]);
  return verdict === 'untried'
    ? { ...retirement, reason: 'it is ended; no login was tried, as it could lock the account' }
    : retirement;
}

interface Said {
  readonly outcome: Outcome;
  readonly reason: string;
}

function say(retirement: Retirement): Said {
  switch (retirement.state) {
    case 'retired':
      return { outcome: 'retired', reason: 'it is no longer accepted' };
    case 'retiring':
      return { outcome: 'retiring', reason: `it can be restored until ${instant(retirement.until)}` };
    case 'in-use':
      return { outcome: 'kept', reason: `it is still used: ${retirement.by}` };
    case 'unable':
      return { outcome: 'kept', reason: retirement.why };
    default:
      return retirement satisfies never;
  }
}

function kept({ secret }: Subject, reason: string): Result {
  return { SecretId: secret, VersionId: undefined, Outcome: 'kept', Reason: reason, Steps: [] };
}
