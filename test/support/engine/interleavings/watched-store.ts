import type { Store } from '../../../../shared/engine/rotation/store.ts';

/** Runs around each call, which it is told by name and by the version it is about. */
export type Watch = <Answer>(name: string, about: string, call: () => Promise<Answer>) => Promise<Answer>;

export function watchedStore(store: Store, watch: Watch): Store {
  return {
    describe: (...given) => watch('describe', '', () => store.describe(...given)),
    stages: (...given) => watch('stages', '', () => store.stages(...given)),
    readCurrent: (...given) => watch('readCurrent', '', () => store.readCurrent(...given)),
    read: (...given) => watch('read', given[1], () => store.read(...given)),
    putPending: (...given) => watch('putPending', given[1], () => store.putPending(...given)),
    move: (...given) => watch(`move ${given[1]}`, given[2], () => store.move(...given)),
    clearPending: (...given) => watch('clearPending', given[1], () => store.clearPending(...given)),
    saveState: (...given) => watch('note', '', () => store.saveState(...given)),
    record: (...given) => watch('record', '', () => store.record(...given)),
  };
}
