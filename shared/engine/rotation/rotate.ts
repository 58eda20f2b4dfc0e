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
 * All four steps in order under one lock, going on with whatever an earlier attempt left. `scheduled`: a timer asks,
 * which postpones what an operator decides.
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
    // A version that is stored already keeps its value.
    const version = token === undefined || token === configuration.version ? another(ports, token) : token;
    return await begin(session, subject, version, scheduled);
  }
  return await install(session, await underOwnName(session, candidate));
}

/** Only a new rotation is asked about: one that has begun may have ended the previous credential already. */
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

/** A value that the service's own policy turns down is replaced under a new version, a few times at most. */
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

/** Returns undefined in an emergency if the pending value opens a server that the secret has left behind. */
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
 * What an emergency goes on with tells so by its name before it is set: where that fails, nobody sets the value again that
 * it has replaced. What a service has issued is accepted already, and nothing is set again there.
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

/** A version of the same rotation under another name, which tells as the first one did who has begun it. */
function another<Value>({ mint, emergency }: Ports<Value>, version = ''): VersionId {
  if (emergency) return urgent(mint());
  const [beginner = ''] = /^(?:sweep|timer)-/.exec(version) ?? [];
  return VersionId.parse(`${beginner}${mint()}`);
}
