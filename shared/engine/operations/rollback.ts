import { type Candidate, put } from '../rotation/create.ts';
import {
  CannotRollBack,
  PasswordRejected,
  PreviousPasswordRejected,
  Refused,
  StageConflict,
} from '../rotation/errors.ts';
import { dropPending, finishLeftover, finishSecret, readUnlessLeftBehind } from '../rotation/finish.ts';
import { openHealed } from '../rotation/heal.ts';
import { afterChange, ours } from '../rotation/internal-error.ts';
import type { Ports } from '../rotation/ports.ts';
import { classify } from '../rotation/preflight.ts';
import { recordSuccess, recordVerified, tellFailure } from '../rotation/record.ts';
import type { Result } from '../rotation/result.ts';
import type { RotationSession } from '../rotation/rotation-session.ts';
import { setSecret } from '../rotation/set.ts';
import type { SecretId, VersionId } from '../rotation/store.ts';
import { readSubject, type Subject } from '../rotation/subject.ts';
import { isWayBack, wayBack } from '../rotation/way-back.ts';
import { finishUndo, isHalfDone, logIn, undo } from './undo.ts';

/**
 * Makes the previous value current again, under a new version, by the protocol of a rotation. It is proven to be
 * accepted before anything is changed, and again before it is promoted. A second rollback undoes the first; a repeated
 * token is the same rollback. A half-done rotation is undone instead if the service already accepts its value.
 */
export async function rollback<Value>(
  ports: Ports<Value>,
  secret: SecretId,
  token: VersionId | undefined,
): Promise<Result> {
  const subject = await readSubject(ports, secret);
  try {
    const { result, promoted } = await attempt(ports, subject, wayBack(token ?? ports.mint()));
    // The grace of the value that was current until now begins here.
    if (promoted) await recordSuccess(ports, subject, result.VersionId);
    // The undo ran under the same lock under which the current value logged in.
    else if (result.Outcome === 'rolled-back') await recordVerified(ports, subject);
    ports.emit({ secret, event: 'finished', outcome: result.Outcome, version: result.VersionId });
    return result;
  } catch (error) {
    // A failed rollback says nothing about rotations, so no rotation is counted as failed.
    tellFailure(ports, subject, ours(error));
    throw error;
  }
}

interface Attempt {
  readonly result: Result;
  readonly promoted: boolean;
}

/** Classifies the stages as a rotation does, with the version of this rollback as the version of the caller. */
async function attempt<Value>(ports: Ports<Value>, subject: Subject, version: VersionId): Promise<Attempt> {
  await using session = await openHealed(ports, subject);
  const configuration = classify(session.stages, version);
  await finishLeftover(session);
  if (configuration.kind === 'current')
    return { result: session.result('already-current', version), promoted: false };
  if (configuration.kind === 'superseded' || session.overtaken)
    return { result: session.result('superseded', version), promoted: false };
  if (configuration.kind === 'clear') return await goBack(session, version);
  const pending = configuration.version;
  const value = await readUnlessLeftBehind(session, pending);
  if (value === undefined) return await goBack(session, version);
  if (isWayBack(pending)) return await goOn(session, { version: pending, value, fresh: false });
  if (await isHalfDone(session, { version: pending, value }))
    return { result: await undo(session, { version: pending, value }, version), promoted: false };
  return await goBack(session, version);
}

/** Resumes an earlier attempt. If its version holds the current value, that attempt undoes a rotation. */
async function goOn<Value>(session: RotationSession<Value>, candidate: Candidate<Value>): Promise<Attempt> {
  if (!session.isCurrent(candidate.value)) return promote(session, candidate);
  const { previous } = session.stages;
  const beside = previous === undefined ? undefined : await session.read(previous);
  const result = await afterChange('applied', () => finishUndo(session, candidate.version, beside));
  return { result, promoted: false };
}

/** Begins a rollback. It stores nothing before the service has accepted the previous value. */
async function goBack<Value>(session: RotationSession<Value>, version: VersionId): Promise<Attempt> {
  const { secret, stages } = session;
  const { previous, current } = stages;
  if (previous === undefined || previous === current)
    throw new StageConflict(secret, 'there is no previous version to go back to');
  const value = await session.read(previous);
  if (session.isCurrent(value))
    throw new StageConflict(secret, 'the previous version holds the same value as the current one');
  await requireAccepted(session, value, previous);
  const store = async () => {
    if (!(await put(session, version, value)))
      throw new StageConflict(secret, `version ${version} holds another value`);
  };
  await session.step('createSecret', version, store);
  return promote(session, { version, value, fresh: false });
}

/**
 * Throws CannotRollBack if the service refuses the value. Different rights are allowed: setting the value again levels
 * them, or else the proof after it finds them.
 */
async function requireAccepted<Value>(
  session: RotationSession<Value>,
  value: Value,
  version: VersionId,
): Promise<void> {
  try {
    await logIn(session, { version, value });
  } catch (error) {
    throw error instanceof Refused
      ? new CannotRollBack(session.secret, session.service.strategy, error)
      : error;
  }
}

async function promote<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<Attempt> {
  const { version, value } = candidate;
  await session.step('setSecret', version, () => setAgain(session, candidate));
  await session.step('testSecret', version, () => session.service.test(value, version));
  await session.step('finishSecret', version, () => finishSecret(session, candidate));
  return { result: session.result('rolled-back', version), promoted: true };
}

/**
 * Sets the former value again. Throws PreviousPasswordRejected if a password history rejects it. The version then loses
 * the pending stage if the previous stage still has its value, so that no rotation resumes it.
 */
async function setAgain<Value>(session: RotationSession<Value>, candidate: Candidate<Value>): Promise<void> {
  try {
    await setSecret(session, candidate);
  } catch (error) {
    if (!(error instanceof PasswordRejected)) throw error;
    await session.service.confirmLock();
    if (session.service.acceptsBoth) await dropPending(session, candidate.version);
    throw new PreviousPasswordRejected(session.secret, error);
  }
}
