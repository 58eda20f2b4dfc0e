import { Busy, NoRoom, PlaceTaken, Superseded } from './errors.ts';
import type { Pass } from './pass.ts';
import type { Stages, VersionId } from './store.ts';

/** The value this pass rotates to; `fresh` when it was made under this very lock. */
export interface Candidate<Value> {
  readonly version: VersionId;
  readonly value: Value;
  readonly fresh: boolean;
}

export function create<Value>(pass: Pass<Value>, version: VersionId): Promise<Candidate<Value>> {
  return pass.step('createSecret', version, () => createSecret(pass, version));
}

/** Who has won instead: another rotation, or another delivery of this one, which may be over already. */
export type Winner = 'another' | 'same' | 'same-promoted';

/**
 * The last place for a credential in a service is a lock of its own kind: whoever finds it taken looks for the
 * winner, as long as there may be one.
 */
export async function createOnceFree<Value>(
  pass: Pass<Value>,
  version: VersionId,
): Promise<Candidate<Value> | Winner> {
  try {
    return await create(pass, version);
  } catch (error) {
    if (!(error instanceof PlaceTaken || error instanceof NoRoom)) throw error;
    const until = error instanceof PlaceTaken ? error.until : undefined;
    const stages = await pass.lookForWinner(until);
    if (stages !== undefined) return winnerOf(stages, version);
    if (until === undefined || pass.ports.clock.now() < until) throw error;
    return create(pass, version);
  }
}

function winnerOf({ current, pending }: Stages, version: VersionId): Winner {
  if (current === version) return 'same-promoted';
  return pending === version ? 'same' : 'another';
}

/** Stores a new value as pending before the service hears of it. */
export async function createSecret<Value>(pass: Pass<Value>, version: VersionId): Promise<Candidate<Value>> {
  const value = await pass.service.create(version);
  // What a service issues is accepted by it before the store has it.
  if (pass.service.issuing) pass.recordAftermath('unknown');
  if (!(await putIssued(pass, version, value))) {
    await pass.service.issuing?.revoke(value);
    return { version, value: await readTaken(pass, version), fresh: false };
  }
  if (pass.service.issuing) pass.recordAftermath('applied');
  return { version, value, fresh: true };
}

/** Nobody would ever hear of a value that was issued and is not stored. */
async function putIssued<Value>(pass: Pass<Value>, version: VersionId, value: Value): Promise<boolean> {
  try {
    return await put(pass, version, value);
  } catch (error) {
    if (error instanceof Busy && pass.service.issuing) {
      await pass.service.issuing.revoke(value);
      pass.recordAftermath('untouched');
    }
    throw error;
  }
}

/**
 * Whether a pending value is gone on with; else a new one is made in its place. Somebody's hand may have put the stage on
 * the current value, which finishing would leave without a previous one, or have taken away what the service issued.
 */
export async function canGoOn<Value>(pass: Pass<Value>, pending: Value): Promise<boolean> {
  return !pass.isCurrent(pending) && ((await pass.service.issuing?.isUsable(pending)) ?? true);
}

/**
 * Stores the value an earlier attempt left pending under the version a caller names. A stored pending value
 * always beats a fresh one: the service may hold it already.
 */
export async function adopt<Value>(pass: Pass<Value>, value: Value, version: VersionId): Promise<void> {
  if (!(await put(pass, version, value))) await readTaken(pass, version);
}

/** Stores a value as pending under the lock. False where the version holds another value already. */
export async function put<Value>(pass: Pass<Value>, version: VersionId, value: Value): Promise<boolean> {
  const { store, type, signal } = pass.ports;
  await pass.service.confirmLock();
  const stored = type.format(value);
  const dataType = type.dataTypeOf?.(value);
  if ((await store.putPending(pass.secret, version, stored, signal, dataType)) === 'taken') return false;
  pass.recordStages({ pending: version, versions: [version, ...pass.stages.versions] });
  return true;
}

/** Another delivery of the same rotation was here first: its value is gone on with, while it is pending. */
async function readTaken<Value>(pass: Pass<Value>, version: VersionId): Promise<Value> {
  pass.recordStages(await pass.readStagesUntil(({ pending }) => pending === version));
  if (pass.stages.pending !== version) throw new Superseded(pass.secret, version);
  return pass.read(version);
}
