import { adopt, type Candidate, canGoOn, createOnceFree, createSecret } from './create.ts';
import { Busy, PasswordRejected, StageConflict, Superseded } from './errors.ts';
import { dropPending, finishLeftover, finishSecret } from './finish.ts';
import { openHealed } from './heal.ts';
import { inGraceReason, previousInGrace } from './in-grace.ts';
import type { Ports } from './ports.ts';
import { classify, notPending, type StageState } from './preflight.ts';
import { proveOrPutBack } from './put-back.ts';
import type { Result, Step } from './result.ts';
import type { RotationSession } from './rotation-session.ts';
import { setSecret } from './set.ts';
import { guardSharing } from './shared-account.ts';
import type { VersionId } from './store.ts';
import type { Subject } from './subject.ts';

/**
 * Runs one step of the version that a caller names, for an orchestrator. Each step classifies the stages again under
 * the lock, so it may come late, twice, or after another rotation has won.
 */
export async function runStep<Value>(
  ports: Ports<Value>,
  subject: Subject,
  step: Step,
  token: VersionId,
): Promise<Result> {
  ports.type.checkPolicy?.(subject.secret, subject.policy);
  const isSet = step === 'testSecret' || step === 'finishSecret';
  await using session = await openHealed(ports, subject, isSet ? 'pending' : 'current');
  if (step !== 'createSecret') await waitForVersion(session, token);
  const configuration = classify(session.stages, token);
  if (configuration.kind === 'current') {
    if (step === 'finishSecret') await finishLeftover(session);
    return session.result('already-current', token);
  }
  if (session.overtaken) throw new Superseded(subject.secret, token);
  if (step === 'createSecret') return await create(session, subject, token, configuration);
  if (configuration.kind !== 'pending') throw notPending(subject.secret, token, configuration);
  // An earlier step has set the value, so a failure here must not report `untouched`.
  if (isSet) session.recordAftermath('applied');
  await session.step(step, token, () => runUnfinished(session, step, token));
  return session.result('step-done', token);
}

/** Waits until the version is visible: the step before may have stored it a moment ago in another instance. */
async function waitForVersion<Value>(session: RotationSession<Value>, token: VersionId): Promise<void> {
  if (session.stages.versions.includes(token)) return;
  session.recordStages(await session.readStagesUntil(({ versions }) => versions.includes(token)));
}

/**
 * Throws Busy or AccountShared if no rotation may begin now. An orchestrator is held back like a timer, since it also
 * asks again later.
 */
async function refuseNew<Value>(session: RotationSession<Value>, subject: Subject): Promise<void> {
  const found = await previousInGrace(session, subject);
  if (found) throw new Busy(session.secret, inGraceReason(found));
  await guardSharing(session, subject, true);
}

async function create<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  token: VersionId,
  configuration: Exclude<StageState, { kind: 'current' }>,
): Promise<Result> {
  switch (configuration.kind) {
    case 'pending':
      await session.step('createSecret', token, async () => {}, 'kept');
      break;
    case 'other-pending':
      await goOnAs(session, subject, configuration.version, token);
      break;
    case 'clear':
      await finishLeftover(session);
      await refuseNew(session, subject);
      return await createNew(session, token);
    default:
      throw notPending(session.secret, token, configuration);
  }
  return session.result('step-done', token);
}

/**
 * Stores the value of another pending version under the version that a caller names. Makes a new value if that one
 * cannot be resumed.
 */
async function goOnAs<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  from: VersionId,
  token: VersionId,
): Promise<void> {
  const value = await session.read(from);
  const goesOn = await canGoOn(session, value);
  if (!goesOn) await refuseNew(session, subject);
  const store = async () => {
    if (goesOn) await adopt(session, value, token);
    else await createSecret(session, token);
  };
  await session.step('createSecret', token, store, 'kept');
}

/** Creates a new value. If another delivery of the same step was quicker, its value is used. */
async function createNew<Value>(session: RotationSession<Value>, token: VersionId): Promise<Result> {
  const candidate = await createOnceFree(session, token);
  if (candidate === 'another') throw new Superseded(session.secret, token);
  return session.result(candidate === 'same-promoted' ? 'already-current' : 'step-done', token);
}

async function runUnfinished<Value>(
  session: RotationSession<Value>,
  step: Exclude<Step, 'createSecret'>,
  version: VersionId,
): Promise<void> {
  const value = await session.read(version);
  if (session.isCurrent(value))
    throw new StageConflict(
      session.secret,
      `version ${version} is pending with the current value; run createSecret for a new version`,
    );
  const candidate = { version, value, fresh: false };
  switch (step) {
    case 'setSecret':
      return setOrDropPending(session, candidate);
    case 'testSecret':
      return proveOrPutBack(session, candidate);
    case 'finishSecret':
      await proveOrPutBack(session, candidate);
      return finishSecret(session, candidate);
    default:
      return step satisfies never;
  }
}

/**
 * Sets the value. If the service's own policy rejects it, removes the pending stage, so that the next version does not
 * take the value over.
 */
async function setOrDropPending<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<void> {
  try {
    await setSecret(session, candidate);
  } catch (error) {
    if (!(error instanceof PasswordRejected)) throw error;
    // Once the lock is lost, another delivery of the same version may have set the value.
    await session.service.confirmLock();
    await dropPending(session, candidate.version);
    throw error;
  }
}
