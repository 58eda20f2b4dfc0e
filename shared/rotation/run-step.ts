import { adopt, type Candidate, canGoOn, createOnceFree, createSecret } from './create.ts';
import { Busy, PasswordRejected, StageConflict, Superseded } from './errors.ts';
import { finishLeftover, finishSecret, withdraw } from './finish.ts';
import { openHealed } from './heal.ts';
import { inGraceReason, previousInGrace } from './in-grace.ts';
import type { Pass } from './pass.ts';
import type { Ports } from './ports.ts';
import { type Configuration, judge, notPending } from './preflight.ts';
import { proveOrPutBack } from './put-back.ts';
import type { Result, Step } from './result.ts';
import { setSecret } from './set.ts';
import { guardSharing } from './shared-account.ts';
import type { VersionId } from './store.ts';
import type { Subject } from './subject.ts';

/**
 * One step of the version a caller names, for an orchestrator. Each step judges the stages anew under the lock,
 * so that it may come late, twice, or after another rotation has won.
 */
export async function runStep<Value>(
  ports: Ports<Value>,
  subject: Subject,
  step: Step,
  token: VersionId,
): Promise<Result> {
  ports.type.checkPolicy?.(subject.secret, subject.policy);
  const isSet = step === 'testSecret' || step === 'finishSecret';
  await using pass = await openHealed(ports, subject, isSet ? 'pending' : 'current');
  if (step !== 'createSecret') await waitForVersion(pass, token);
  const configuration = judge(pass.stages, token);
  if (configuration.kind === 'current') {
    if (step === 'finishSecret') await finishLeftover(pass);
    return pass.result('already-current', token);
  }
  if (pass.overtaken) throw new Superseded(subject.secret, token);
  if (step === 'createSecret') return await create(pass, subject, token, configuration);
  if (configuration.kind !== 'pending') throw notPending(subject.secret, token, configuration);
  // An earlier step has set the value, so a failure here must not say that nothing was touched.
  if (isSet) pass.recordAftermath('applied');
  await pass.step(step, token, () => act(pass, step, token));
  return pass.result('step-done', token);
}

/** The step before may have stored the version a moment ago, elsewhere. */
async function waitForVersion<Value>(pass: Pass<Value>, token: VersionId): Promise<void> {
  if (pass.stages.versions.includes(token)) return;
  pass.recordStages(await pass.readStagesUntil(({ versions }) => versions.includes(token)));
}

/** An orchestrator asks again later, as a timer does, and is held back as one is. */
async function refuseNew<Value>(pass: Pass<Value>, subject: Subject): Promise<void> {
  const found = await previousInGrace(pass, subject);
  if (found) throw new Busy(pass.secret, inGraceReason(found));
  await guardSharing(pass, subject, true);
}

async function create<Value>(
  pass: Pass<Value>,
  subject: Subject,
  token: VersionId,
  configuration: Exclude<Configuration, { kind: 'current' }>,
): Promise<Result> {
  switch (configuration.kind) {
    case 'pending':
      await pass.step('createSecret', token, async () => {}, 'kept');
      break;
    case 'other-pending':
      await goOnAs(pass, subject, configuration.version, token);
      break;
    case 'clear':
      await finishLeftover(pass);
      await refuseNew(pass, subject);
      return await createNew(pass, token);
    default:
      throw notPending(pass.secret, token, configuration);
  }
  return pass.result('step-done', token);
}

/** Goes on under the version a caller names with what another version holds, if it can be. */
async function goOnAs<Value>(
  pass: Pass<Value>,
  subject: Subject,
  from: VersionId,
  token: VersionId,
): Promise<void> {
  const value = await pass.read(from);
  const goesOn = await canGoOn(pass, value);
  if (!goesOn) await refuseNew(pass, subject);
  const store = async () => {
    if (goesOn) await adopt(pass, value, token);
    else await createSecret(pass, token);
  };
  await pass.step('createSecret', token, store, 'kept');
}

/** Another delivery of the same step may have been quicker: then its value is the one. */
async function createNew<Value>(pass: Pass<Value>, token: VersionId): Promise<Result> {
  const candidate = await createOnceFree(pass, token);
  if (candidate === 'another') throw new Superseded(pass.secret, token);
  return pass.result(candidate === 'same-promoted' ? 'already-current' : 'step-done', token);
}

async function act<Value>(
  pass: Pass<Value>,
  step: Exclude<Step, 'createSecret'>,
  version: VersionId,
): Promise<void> {
  const value = await pass.read(version);
  if (pass.isCurrent(value))
    throw new StageConflict(
      pass.secret,
      `version ${version} is pending with the current value; run createSecret for a new version`,
    );
  const candidate = { version, value, fresh: false };
  switch (step) {
    case 'setSecret':
      return setOrWithdraw(pass, candidate);
    case 'testSecret':
      return proveOrPutBack(pass, candidate);
    case 'finishSecret':
      await proveOrPutBack(pass, candidate);
      return finishSecret(pass, candidate);
    default:
      return step satisfies never;
  }
}

/** A value that the service's own policy turns down must not be carried over to the next version. */
async function setOrWithdraw<Value>(pass: Pass<Value>, candidate: Candidate<Value>): Promise<void> {
  try {
    await setSecret(pass, candidate);
  } catch (error) {
    if (!(error instanceof PasswordRejected)) throw error;
    // Once the lock is lost, another delivery of the same version may have set the value.
    await pass.service.confirmLock();
    await withdraw(pass, candidate.version);
    throw error;
  }
}
