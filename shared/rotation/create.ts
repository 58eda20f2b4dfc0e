import { Superseded } from './errors.ts';
import type { Pass } from './pass.ts';
import { untilSettled } from './settle.ts';
import type { VersionId } from './store.ts';

/** The value this pass rotates to; `fresh` when it was made under this very lock. */
export interface Candidate<Value> {
  readonly version: VersionId;
  readonly value: Value;
  readonly fresh: boolean;
}

/** Stores a new value as pending before the service hears of it. */
export async function createSecret<Value>(pass: Pass<Value>, version: VersionId): Promise<Candidate<Value>> {
  return put(pass, version, await pass.service.next());
}

/**
 * Stores the value an earlier attempt left pending under the version a caller names. A stored pending value
 * always beats a fresh one: the service may hold it already.
 */
export async function adopt<Value>(pass: Pass<Value>, from: VersionId, version: VersionId): Promise<void> {
  const value = await pass.read(from);
  await put(pass, version, pass.isCurrent(value) ? await pass.service.next() : value);
}

async function put<Value>(pass: Pass<Value>, version: VersionId, value: Value): Promise<Candidate<Value>> {
  const { store, type, signal } = pass.ports;
  await pass.service.confirmLock();
  if ((await store.putPending(pass.secret, version, type.format(value), signal)) === 'stored') {
    pass.stages = { ...pass.stages, pending: version, versions: [...pass.stages.versions, version] };
    return { version, value, fresh: true };
  }
  pass.stages = await untilSettled(
    pass.ports,
    () => store.stages(pass.secret, signal),
    ({ pending }) => pending === version,
  );
  if (pass.stages.pending !== version) throw new Superseded(pass.secret, version);
  return { version, value: await pass.read(version), fresh: false };
}
