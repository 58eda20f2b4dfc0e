import { Busy, Refused, RotationError } from './errors.ts';
import { arrange, arrangeUnmoved, findAccepted, logsIn, madeAfter } from './newest.ts';
import type { Ports } from './ports.ts';
import { RotationSession, readCurrent } from './rotation-session.ts';
import { fingerprint } from './status.ts';
import type { VersionId } from './store.ts';
import type { Expected } from './stored-values.ts';
import type { Subject } from './subject.ts';

/**
 * Opens a session, and first heals what a late promotion has left. That is a refused current value, or a version that
 * is current again although a later one was promoted. The newest version that logs in becomes current. A plan
 * deliberately does not call this, since it changes nothing.
 */
export async function openHealed<Value>(
  ports: Ports<Value>,
  subject: Subject,
  expected: Expected = 'current',
): Promise<RotationSession<Value>> {
  const session = await openOrHeal(ports, subject, expected);
  try {
    if (!(await overtakeCurrent(session))) return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
  await session[Symbol.asyncDispose]();
  return RotationSession.open(ports, subject, expected);
}

async function openOrHeal<Value>(
  ports: Ports<Value>,
  subject: Subject,
  expected: Expected,
): Promise<RotationSession<Value>> {
  try {
    return await RotationSession.open(ports, subject, expected);
  } catch (error) {
    if (!(error instanceof Refused) || !(await replaceRefused(ports, subject))) throw error;
    return RotationSession.open(ports, subject, expected);
  }
}

/**
 * Makes the newest version that logs in current, after the value of each stage was refused. Returns false if there is
 * none. Throws Busy if another rotation has moved a stage meanwhile.
 */
async function replaceRefused<Value>(ports: Ports<Value>, subject: Subject): Promise<boolean> {
  const { store, signal } = ports;
  const current = await readCurrent(ports, subject.secret);
  const stages = await store.stages(subject.secret, signal);
  const untried = madeAfter(stages, current.version).filter((version) => version !== stages.previous);
  const accepted = await findAccepted(ports, subject, current, untried);
  const [newest] = accepted;
  if (newest === undefined) return false;
  await using locked = await holdLock(ports, subject, newest.value);
  // The session may have waited for the lock, and the value may be refused by now.
  if (!(await logsIn(ports, subject, current, newest))) return false;
  await locked?.service.confirmLock();
  if (!(await arrangeUnmoved(ports, subject, stages, accepted)))
    throw new Busy(subject.secret, 'another rotation has moved a stage');
  return true;
}

/**
 * Takes the lock of a rotation by a value that is accepted. Returns undefined if something else blocks the service,
 * such as a refused admin. Nobody else can have the lock then either, so the secret is healed without it.
 */
async function holdLock<Value>(
  ports: Ports<Value>,
  subject: Subject,
  accepted: Value,
): Promise<RotationSession<Value> | undefined> {
  try {
    return await RotationSession.open(ports, subject, 'replacement', accepted);
  } catch (error) {
    if (error instanceof Busy || !(error instanceof RotationError)) throw error;
    return undefined;
  }
}

/**
 * Makes a later version current, if its promotion is on record or if it has opened the service. Returns whether it did.
 */
async function overtakeCurrent<Value>(session: RotationSession<Value>): Promise<boolean> {
  const { ports, subject, stages, current } = session;
  if (stages.current !== current.version) return false;
  const later = await findLater(session);
  if (later === undefined) return false;
  const tried = session.service.login?.currentRefused ? [later] : [later, current.version];
  const accepted = await findAccepted(ports, subject, current, tried);
  if (accepted[0]?.version !== later) return false;
  await session.service.confirmLock();
  await arrange(ports, subject, stages, accepted);
  return true;
}

/**
 * Finds the later version that should be current. If somebody has moved the current stage back by hand, the later
 * version is previous. That is healed only if the current value is refused, or in an emergency, which must end
 * everything before it.
 */
async function findLater<Value>(session: RotationSession<Value>): Promise<VersionId | undefined> {
  const { ports, subject, stages, current } = session;
  const after = madeAfter(stages, current.version);
  if (session.service.login?.currentRefused) return after.find((version) => version === stages.previous);
  const recorded = after.find((version) => fingerprint(version) === subject.policy.status.of);
  if (recorded === undefined || recorded !== stages.previous || ports.emergency) return recorded;
  return (await logsIn(ports, subject, current, current)) ? undefined : recorded;
}
