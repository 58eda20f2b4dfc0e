import type { Candidate } from './create.ts';
import { keepAsPrevious } from './finish.ts';
import { duringChange } from './internal-error.ts';
import type { RotationSession } from './rotation-session.ts';
import { isWayBack } from './way-back.ts';

/**
 * Makes the service accept the pending value. If the service cannot hold two credentials, the previous stage moves
 * first. Otherwise that call would lie in the window in which no stored current value logs in.
 */
export async function setSecret<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<void> {
  if (!session.service.installs) return;
  if (!candidate.fresh) {
    // If only one value is accepted, a current value that logs in shows that no earlier attempt has set this one.
    if (session.service.acceptsBoth) session.recordAftermath('unknown');
    // A former value was proven before it was stored, and the current one may be the reason for the rollback.
    if (!isWayBack(candidate.version)) await session.service.login?.testCurrent(candidate.value);
    session.recordAftermath('unknown');
  }
  if ((await session.confirmPending(candidate.version)) === 'promoted') return;
  if (!session.service.acceptsBoth) await keepAsPrevious(session, session.current.version);
  session.confirmTime();
  session.recordSet();
  await duringChange(() => put(session, candidate));
  session.recordAftermath('applied');
}

/** Sets the value. A former value is restored instead, since the service accepts it already and it may be in use. */
async function put<Value>(
  { service, current }: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<void> {
  const { value, fresh, version } = candidate;
  if (isWayBack(version) && service.rollback) return service.rollback.restore(value, current.value);
  await service.set(value, fresh, version);
}
