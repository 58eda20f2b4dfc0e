import type { Candidate } from './create.ts';
import { keepAsPrevious } from './finish.ts';
import { duringChange } from './internal-error.ts';
import type { RotationSession } from './rotation-session.ts';
import { isWayBack } from './way-back.ts';

/**
 * Makes the service accept the pending value. Where it cannot hold two credentials, the previous stage is moved
 * first: that call would otherwise lie in the window in which no stored current value logs in.
 */
export async function setSecret<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<void> {
  if (!session.service.installs) return;
  if (!candidate.fresh) {
    // Where one value only is accepted, a current one that logs in shows that no earlier attempt has set this one.
    if (session.service.acceptsBoth) session.recordAftermath('unknown');
    // A former value was proven before it was stored, and the current one may be why somebody goes back.
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

/** A former value on its way back is accepted already, and may be in use. */
async function put<Value>(
  { service, current }: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<void> {
  const { value, fresh, version } = candidate;
  if (isWayBack(version) && service.rollback) return service.rollback.restore(value, current.value);
  await service.set(value, fresh, version);
}
