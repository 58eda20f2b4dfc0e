import { Busy, NoRoom, PlaceTaken, Superseded } from './errors.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Stages, VersionId } from './store.ts';

/** The value that this session rotates to. `fresh` says that it was made under this very lock. */
export interface Candidate<Value> {
  readonly version: VersionId;
  readonly value: Value;
  readonly fresh: boolean;
}

export function create<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Candidate<Value>> {
  return session.step('createSecret', version, () => createSecret(session, version));
}

/**
 * The winner instead of this rotation: another rotation, or another delivery of this one, which may already be over.
 */
export type Winner = 'another' | 'same' | 'same-promoted';

/**
 * Creates a value, or returns the winner if the last free place in the service is taken. That place works as a lock. A
 * session that finds it taken looks for the winner, as long as there may be one.
 */
export async function createOnceFree<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Candidate<Value> | Winner> {
  try {
    return await create(session, version);
  } catch (error) {
    if (!(error instanceof PlaceTaken || error instanceof NoRoom)) throw error;
    const until = error instanceof PlaceTaken ? error.until : undefined;
    const stages = await session.lookForWinner(until);
    if (stages !== undefined) return winnerOf(stages, version);
    if (until === undefined || session.ports.clock.now() < until) throw error;
    return create(session, version);
  }
}

function winnerOf({ current, pending }: Stages, version: VersionId): Winner {
  if (current === version) return 'same-promoted';
  return pending === version ? 'same' : 'another';
}

/** Stores a new value as pending before the service receives it. */
export async function createSecret<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Candidate<Value>> {
  const value = await session.service.create(version);
  // The service accepts an issued value before the store has it.
  if (session.service.issuing) session.recordAftermath('unknown');
  if (!(await putIssued(session, version, value))) {
    await session.service.issuing?.revoke(value);
    return { version, value: await readTaken(session, version), fresh: false };
  }
  if (session.service.issuing) session.recordAftermath('applied');
  return { version, value, fresh: true };
}

/**
 * Stores a value, and revokes an issued one if that fails with Busy. Nobody would ever know of an issued value that is
 * not stored.
 */
async function putIssued<Value>(
  session: RotationSession<Value>,
  version: VersionId,
  value: Value,
): Promise<boolean> {
  try {
    return await put(session, version, value);
  } catch (error) {
    if (error instanceof Busy && session.service.issuing) {
      await session.service.issuing.revoke(value);
      session.recordAftermath('untouched');
    }
    throw error;
  }
}

/**
 * Whether a pending value can be resumed. If not, a new one is made in its place. Somebody may have put the pending
 * stage on the current value: to finish that would leave no previous version. Somebody may also have removed the value
 * that the service issued.
 */
export async function canGoOn<Value>(session: RotationSession<Value>, pending: Value): Promise<boolean> {
  return !session.isCurrent(pending) && ((await session.service.issuing?.isUsable(pending)) ?? true);
}

/**
 * Stores the pending value of an earlier attempt under the version that a caller names. A stored pending value always
 * wins over a fresh one, since the service may hold it already.
 */
export async function adopt<Value>(
  session: RotationSession<Value>,
  value: Value,
  version: VersionId,
): Promise<void> {
  if (!(await put(session, version, value))) await readTaken(session, version);
}

/** Stores a value as pending under the lock. Returns false if the version already holds another value. */
export async function put<Value>(
  session: RotationSession<Value>,
  version: VersionId,
  value: Value,
): Promise<boolean> {
  const { store, type, signal } = session.ports;
  await session.service.confirmLock();
  const stored = type.format(value);
  const dataType = type.dataTypeOf?.(value);
  if ((await store.putPending(session.secret, version, stored, signal, dataType)) === 'taken') return false;
  session.recordStages({ pending: version, versions: [version, ...session.stages.versions] });
  return true;
}

/**
 * Reads the value that another delivery of the same rotation has stored first. Throws Superseded if its version is not
 * pending.
 */
async function readTaken<Value>(session: RotationSession<Value>, version: VersionId): Promise<Value> {
  session.recordStages(await session.readStagesUntil(({ pending }) => pending === version));
  if (session.stages.pending !== version) throw new Superseded(session.secret, version);
  return session.read(version);
}
