import type { Candidate } from './create.ts';
import { Refused, RotationError } from './errors.ts';
import { dropPending } from './finish.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Stages, VersionId } from './store.ts';
import { isSuspect } from './urgent.ts';

/**
 * Proves the new value. Where the service keeps one value only and it is not the value that fails, but a database, a probe
 * or a server that was changed meanwhile, applications would be refused until somebody mends that: the current value is set
 * again, and once it is seen to be accepted, the new one is given up. An emergency sets no old value again, nor does whoever
 * goes on after one that has not come to its end.
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

/** Whether it took the place of a current value that logged in: in this pass, or in an attempt before, if it let this one in. */
function hasReplaced<Value>(
  { service: { login }, current }: RotationSession<Value>,
  { value, fresh }: Candidate<Value>,
): boolean {
  if (!login) return fresh;
  return login.hasAccepted(current.value) || login.hasAccepted(value);
}

/** A value of another account has taken nothing from the current one. */
function canPutBack<Value>(
  { service, ports, stages, current }: RotationSession<Value>,
  { value }: Candidate<Value>,
): boolean {
  const { type, emergency } = ports;
  if (service.acceptsBoth || type.account?.(value) !== type.account?.(current.value)) return false;
  return !emergency && !isSuspect(stages, current.version);
}

/** What keeps this from being done is not told: the new value is stored, and the next rotation goes on with it. */
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

/** Where nothing keeps others out, one may have promoted its version meanwhile: then that value is set again. */
async function yieldToOthers<Value>(session: RotationSession<Value>): Promise<void> {
  const hasMoved = ({ current }: Stages) => current !== undefined && current !== session.current.version;
  const stages = await session.readStagesUntil(hasMoved);
  if (stages.current === undefined || !hasMoved(stages)) return;
  session.recordAftermath('applied');
  await session.service.set(await session.read(stages.current), false, stages.current);
}
