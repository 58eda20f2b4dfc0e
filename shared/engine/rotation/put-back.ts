import type { Candidate } from './create.ts';
import { Refused, RotationError } from './errors.ts';
import { dropPending } from './finish.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Stages, VersionId } from './store.ts';
import { isSuspect } from './urgent.ts';

/**
 * Proves the new value. If the proof fails for another reason than the value, sets the current value again. Gives the
 * new value up once the service accepts the current one.
 *
 * Such a reason is a database, a probe or a server that was changed meanwhile. If the service keeps only one value, it
 * would refuse applications until somebody repairs that.
 *
 * An emergency never sets an old value again, nor does a rotation that follows an unfinished emergency.
 */
export async function proveOrPutBack<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<void> {
  try {
    await session.service.test(candidate.value, candidate.version);
  } catch (error) {
    const mayPutBack = hasReplaced(session, candidate) && canPutBack(session, candidate);
    if (isOfAnotherReason(error) && mayPutBack) await putBack(session, candidate, error);
    throw error;
  }
}

function isOfAnotherReason(error: unknown): error is RotationError {
  return error instanceof RotationError && !(error instanceof Refused);
}

/**
 * Whether the new value has replaced a current value that logged in. It has done so in this session, or in an earlier
 * attempt if the new value opened this session.
 */
function hasReplaced<Value>(
  { service: { login }, current }: RotationSession<Value>,
  { value, fresh }: Candidate<Value>,
): boolean {
  if (!login) return fresh;
  return login.hasAccepted(current.value) || login.hasAccepted(value);
}

/** Whether the current value may be set again. A value of another account has not replaced the current one. */
function canPutBack<Value>(
  { service, ports, stages, current }: RotationSession<Value>,
  { value }: Candidate<Value>,
): boolean {
  const { type, emergency } = ports;
  if (service.acceptsBoth || type.account?.(value) !== type.account?.(current.value)) return false;
  return !emergency && !isSuspect(stages, current.version);
}

/**
 * Sets the current value again and gives the new one up. A failure of this is not reported: the new value is stored,
 * and the next rotation resumes it.
 */
async function putBack<Value>(
  session: RotationSession<Value>,
  { version }: Candidate<Value>,
  failure: RotationError,
): Promise<void> {
  const { service } = session;
  try {
    if ((await session.confirmPending(version)) === 'promoted') return;
    session.confirmTime();
    try {
      if (!(await setCurrentAgain(session, version))) return;
      await service.confirmLock();
      await dropPending(session, version);
      session.recordAftermath('untouched');
      failure.isUndone = true;
    } finally {
      if (!service.exclusive) await yieldToOthers(session);
    }
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
}

async function setCurrentAgain<Value>(
  { service, current }: RotationSession<Value>,
  version: VersionId,
): Promise<boolean> {
  await service.set(current.value, false, version);
  return (await service.revocation?.testRevoked(current.value, current.version)) === 'accepted';
}

/**
 * Sets the value of another rotation again if that rotation has promoted its version meanwhile. Called if no lock keeps
 * others out.
 */
async function yieldToOthers<Value>(session: RotationSession<Value>): Promise<void> {
  const hasMoved = ({ current }: Stages) => current !== undefined && current !== session.current.version;
  const stages = await session.readStagesUntil(hasMoved);
  if (stages.current === undefined || !hasMoved(stages)) return;
  session.recordAftermath('applied');
  await session.service.set(await session.read(stages.current), false, stages.current);
}
