import type { Candidate } from './create.ts';
import { Elsewhere, LoginBlocked, Refused, RightsDiffer, SecretMalformed, Superseded } from './errors.ts';
import { mend } from './mend.ts';
import { promote } from './promote.ts';
import type { RotationSession } from './rotation-session.ts';
import type { VersionId } from './store.ts';

/**
 * Promotes a version that was proven in this invocation.
 *
 * The previous stage moves to the version that is still current *before* the current stage leaves it. KMS does not
 * document whether it moves the previous stage by itself. In this order both readings end the same, and no read in
 * between is needed.
 *
 * The old version has a stage at every instant. A crash here therefore cannot make KMS drop a value that the service
 * still accepts. If KMS refuses both stages on one version, the previous stage follows afterwards.
 */
export async function finishSecret<Value>(
  session: RotationSession<Value>,
  { version, value }: Pick<Candidate<Value>, 'version' | 'value'>,
): Promise<void> {
  if (!session.service.exclusive && (await session.confirmPending(version)) === 'promoted') return;
  const known = session.stages.versions;
  try {
    await keepAsPrevious(session, session.current.version);
    await promote(session, version);
    const { previous } = session.stages;
    await keepAsPrevious(session, session.current.version);
    // If there is no lock to lose, only the stages show that this move came too late.
    if (!session.service.exclusive && session.stages.previous !== previous)
      session.recordStages(await session.ports.store.stages(session.secret, session.ports.signal));
    await confirmAlone(session, version, known);
  } catch (error) {
    // The next run heals what cannot be repaired now.
    if (session.hasMoved) await mend(session).catch(() => {});
    throw error;
  }
  await session.service.afterPromotion(value, version);
  await dropPending(session, version);
}

/**
 * Checks, after the stages have moved, that the move was not late, since a store may accept a late move. After a late
 * move the lock is lost, or there is a version that this session had not seen. Throws Superseded if another version is
 * current.
 */
async function confirmAlone<Value>(
  session: RotationSession<Value>,
  version: VersionId,
  known: readonly VersionId[],
): Promise<void> {
  await session.service.confirmLock();
  if (session.stages.versions.every((one) => known.includes(one))) return;
  session.recordStages(await mend(session));
  if (session.stages.current !== version) throw new Superseded(session.secret, version);
}

/**
 * Gives a version the previous stage, unless it has the stage or the store refuses it there now. Once the lock is lost,
 * another rotation may have given the stage to a version whose value the service accepts.
 */
export async function keepAsPrevious<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<void> {
  if (session.stages.previous === version) return;
  if (session.isJoinRefused && session.stages.current === version) return;
  await session.service.confirmLock();
  session.recordMove();
  const answer = await session.ports.store.move(session.secret, 'previous', version, session.ports.signal);
  if (answer === 'rejected') session.recordJoinRefused();
  else session.recordStages({ previous: version });
}

/**
 * Finishes what a crash left: the pending stage on the current version. The old version may have no stage, although the
 * service accepts it. Finds such a version by logging in, once with each value.
 */
export async function finishLeftover<Value>(session: RotationSession<Value>): Promise<void> {
  const { pending, current } = session.stages;
  if (pending === undefined || pending !== current) return;
  const promoted = session.overtaken ? await session.read(current) : session.current.value;
  if (session.service.acceptsBoth) await findPrevious(session, promoted);
  await session.service.afterPromotion(promoted, current);
  await dropPending(session, pending);
}

async function findPrevious<Value>(session: RotationSession<Value>, promoted: Value): Promise<void> {
  const { current, previous, versions } = session.stages;
  const unstaged = versions.filter((version) => version !== current && version !== previous);
  for (const version of previous === undefined ? unstaged : [previous, ...unstaged]) {
    const value = await readIfOurs(session, version);
    if (value === undefined || session.sameValue(value, promoted)) continue;
    if (!(await accepts(session, { version, value }))) continue;
    await keepAsPrevious(session, version);
    return;
  }
}

/**
 * Reads the value of an old version. Returns undefined if the version belongs to a server that the secret has left
 * behind: this secret does not own that credential.
 */
export async function readIfOurs<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Value | undefined> {
  try {
    return await session.read(version);
  } catch (error) {
    if (error instanceof SecretMalformed) return undefined;
    throw error;
  }
}

/**
 * Reads the value of a version. Returns undefined if it opens a server that the secret has left behind, since nothing
 * here waits for it.
 */
export async function readUnlessLeftBehind<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Value | undefined> {
  try {
    return await session.read(version);
  } catch (error) {
    if (error instanceof Elsewhere && error.isLeftBehind) return undefined;
    throw error;
  }
}

/**
 * Whether the service knows a value, found by one login. A blocked account or different rights do not count as a
 * refusal.
 */
export async function accepts<Value>(
  session: RotationSession<Value>,
  { version, value }: Pick<Candidate<Value>, 'version' | 'value'>,
): Promise<boolean> {
  try {
    await session.service.test(value, version);
    return true;
  } catch (error) {
    if (error instanceof RightsDiffer || error instanceof LoginBlocked) return true;
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** Removes the pending stage from a version. */
export async function dropPending<Value>(session: RotationSession<Value>, version: VersionId): Promise<void> {
  await session.ports.store.clearPending(session.secret, version, session.ports.signal);
  session.recordStages({ pending: undefined });
}
