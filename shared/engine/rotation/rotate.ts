import { adopt, type Candidate, canGoOn, create, createOnceFree } from './create.ts';
import { Busy, PasswordRejected } from './errors.ts';
import { finishLeftover, finishSecret, readUnlessLeftBehind } from './finish.ts';
import { openHealed } from './heal.ts';
import { inGraceReason, previousInGrace } from './in-grace.ts';
import type { Ports } from './ports.ts';
import { classify } from './preflight.ts';
import { proveOrPutBack } from './put-back.ts';
import type { Result } from './result.ts';
import type { RotationSession } from './rotation-session.ts';
import { setSecret } from './set.ts';
import { guardSharing } from './shared-account.ts';
import { VersionId } from './store.ts';
import type { Subject } from './subject.ts';
import { isUrgent, urgent } from './urgent.ts';

/**
 * Runs all four steps in order under one lock, and resumes what an earlier attempt left. `scheduled` says that a timer
 * asks: a decision that belongs to an operator is then postponed.
 */
export async function rotate<Value>(
  ports: Ports<Value>,
  subject: Subject,
  token: VersionId | undefined,
  scheduled = false,
): Promise<Result> {
  ports.type.checkPolicy?.(subject.secret, subject.policy);
  await using session = await openHealed(ports, subject);
  const configuration = classify(session.stages, token);
  if (configuration.kind === 'current') {
    await finishLeftover(session);
    return session.result('already-current', token);
  }
  if (configuration.kind === 'superseded' || session.overtaken) return session.result('superseded', token);
  if (configuration.kind === 'clear') {
    await finishLeftover(session);
    return await begin(session, subject, token ?? ports.mint(), scheduled);
  }
  const candidate = await resume(session, configuration.version);
  if (candidate === undefined || !(await canGoOn(session, candidate.value))) {
    // A version that is already stored keeps its value.
    const version = token === undefined || token === configuration.version ? another(ports, token) : token;
    return await begin(session, subject, version, scheduled);
  }
  return await install(session, await underOwnName(session, candidate));
}

/**
 * Begins a new rotation, unless a previous credential is still in its grace. A rotation that has begun is not checked:
 * it may already have ended that credential.
 */
async function begin<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  version: VersionId,
  scheduled: boolean,
): Promise<Result> {
  const found = await previousInGrace(session, subject);
  if (!found) {
    const others = await guardSharing(session, subject, scheduled);
    const result = await createAndInstall(session, version);
    return others.length === 0 ? result : { ...result, SharedWith: others };
  }
  const outcome = scheduled ? 'postponed' : 'in-grace';
  return { ...session.result(outcome, undefined), Reason: inGraceReason(found), InGrace: found };
}

async function createAndInstall<Value>(session: RotationSession<Value>, version: VersionId): Promise<Result> {
  const candidate = await createOnceFree(session, version);
  switch (candidate) {
    case 'another':
      return session.result('superseded', version);
    case 'same-promoted':
      return session.result('already-current', version);
    case 'same':
      throw new Busy(session.secret, `another delivery of the rotation ${version} is under way`);
    default:
      return install(session, candidate);
  }
}

async function install<Value>(session: RotationSession<Value>, candidate: Candidate<Value>): Promise<Result> {
  const accepted = await setOneThatIsAccepted(session, candidate);
  const { version } = accepted;
  await session.step('testSecret', version, () => proveOrPutBack(session, accepted));
  await session.step('finishSecret', version, () => finishSecret(session, accepted));
  return session.result('rotated', version);
}

/**
 * Sets the value of a version. If the service's own policy rejects it, makes a new value under a new version, with
 * three attempts at most.
 */
async function setOneThatIsAccepted<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
  attempts = 3,
): Promise<Candidate<Value>> {
  try {
    await session.step('setSecret', candidate.version, () => setSecret(session, candidate));
    return candidate;
  } catch (error) {
    if (!(error instanceof PasswordRejected) || attempts === 1) throw error;
    return setOneThatIsAccepted(
      session,
      await create(session, another(session.ports, candidate.version)),
      attempts - 1,
    );
  }
}

/**
 * Reads the pending value that an earlier attempt left. In an emergency, returns undefined if the value opens a server
 * that the secret has left behind.
 */
async function resume<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Candidate<Value> | undefined> {
  const read = async () => {
    const value = await (session.ports.emergency
      ? readUnlessLeftBehind(session, version)
      : session.read(version));
    return value === undefined ? undefined : { version, value, fresh: false };
  };
  return session.step('createSecret', version, read, 'kept');
}

/**
 * Gives a value that an emergency resumes the name of an emergency version, before the value is set. If setting fails,
 * that name keeps others from setting the replaced value again. A value that the service has issued keeps its name: it
 * is accepted already, and nothing is set again.
 */
async function underOwnName<Value>(
  session: RotationSession<Value>,
  candidate: Candidate<Value>,
): Promise<Candidate<Value>> {
  const { service, ports } = session;
  if (!ports.emergency || !service.installs || isUrgent(candidate.version)) return candidate;
  const version = urgent(ports.mint());
  await adopt(session, candidate.value, version);
  return { ...candidate, version };
}

/** Returns another version id for the same rotation. Like the first one, its name says who has begun the rotation. */
function another<Value>({ mint, emergency }: Ports<Value>, version = ''): VersionId {
  if (emergency) return urgent(mint());
  const [beginner = ''] = /^(?:sweep|timer)-/.exec(version) ?? [];
  return VersionId.parse(`${beginner}${mint()}`);
}
