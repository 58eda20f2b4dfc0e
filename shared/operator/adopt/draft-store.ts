import { StageConflict } from '../../engine/rotation/errors.ts';
import { type Description, type Store, type StoredValue, secretName } from '../../engine/rotation/store.ts';

/** A secret as it would be, before anything of it is written. */
export interface Draft extends Description {
  /** The first value of a secret that does not exist yet; absent for one that keeps its own values. */
  readonly first?: StoredValue;
}

/**
 * Returns a view of the store in which a draft is already written, so that the engine can plan it. Every other secret
 * is read as it is. No call of the view writes anything.
 */
export function draftStore(store: Store, draft: Draft): Store {
  const { secret, first, createTime } = draft;
  const name = secretName(secret);
  const isDraft = (other: string) => other === secret || other === name;
  const refuse = async () => {
    throw new StageConflict(secret, 'it is a draft, of which nothing is written');
  };
  return {
    describe: async (other, signal) => (isDraft(other) ? draft : store.describe(other, signal)),
    stages: async (other, signal) =>
      first && isDraft(other) ? stagesOf(first, createTime) : store.stages(other, signal),
    readCurrent: async (other, signal) =>
      first && isDraft(other) ? first : store.readCurrent(other, signal),
    read: async (other, version, signal) =>
      first?.version === version && isDraft(other) ? first : store.read(other, version, signal),
    putPending: refuse,
    move: refuse,
    clearPending: refuse,
    record: refuse,
    saveState: refuse,
  };
}

function stagesOf({ version }: StoredValue, currentSince: number | undefined) {
  return { current: version, pending: undefined, previous: undefined, versions: [version], currentSince };
}
