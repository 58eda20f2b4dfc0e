import { Busy, Refused, RotationError } from './errors.ts';
import { arrange, arrangeUnmoved, findAccepted, logsIn, madeAfter } from './newest.ts';
import type { Ports } from './ports.ts';
import { RotationSession, readCurrent } from './rotation-session.ts';
import { fingerprint } from './status.ts';
import type { VersionId } from './store.ts';
import type { Expected } from './stored-values.ts';
import type { Subject } from './subject.ts';

/**
 * Opens a pass, and first heals what a promotion that came too late has left: a current value that is refused, or a
 * version that is current again although a later one was promoted. The newest version that logs in is made current.
 * Deliberately not called by a plan, which changes nothing.
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

/** Called once the value of each stage was refused. Throws Busy where another rotation has moved a stage meanwhile. */
async function replaceRefused<Value>(ports: Ports<Value>, subject: Subject): Promise<boolean> {
  const { store, signal } = ports;
  const current = await readCurrent(ports, subject.secret);
  const stages = await store.stages(subject.secret, signal);
  const untried = madeAfter(stages, current.version).filter((version) => version !== stages.previous);
  const accepted = await findAccepted(ports, subject, current, untried);
  const [newest] = accepted;
  if (newest === undefined) return false;
  await using held = await holdLock(ports, subject, newest.value);
  // The lock may have been waited for, and the value be refused by now.
  if (!(await logsIn(ports, subject, current, newest))) return false;
  await held?.service.confirmLock();
  if (!(await arrangeUnmoved(ports, subject, stages, accepted)))
    throw new Busy(subject.secret, 'another rotation has moved a stage');
  return true;
}

/**
 * Takes the lock of a rotation by a value that is accepted. Where something else keeps a rotation from the service, such as
 * an admin that is refused, nobody else can have the lock either: then the secret is healed without it.
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

/** Makes the version current whose promotion is on record, or which has opened the service, if it is the later one. */
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
 * Who has moved the current stage back by hand has left the later version as previous: that is healed only where the
 * current value is refused, or in an emergency, which is to end whatever was there before.
 */
async function findLater<Value>(session: RotationSession<Value>): Promise<VersionId | undefined> {
  const { ports, subject, stages, current } = session;
  const after = madeAfter(stages, current.version);
  if (session.service.login?.currentRefused) return after.find((version) => version === stages.previous);
  const recorded = after.find((version) => fingerprint(version) === subject.policy.status.of);
  if (recorded === undefined || recorded !== stages.previous || ports.emergency) return recorded;
  return (await logsIn(ports, subject, current, current)) ? undefined : recorded;
}
