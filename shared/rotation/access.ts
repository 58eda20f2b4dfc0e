import { SecretNotFound } from './errors.ts';
import type { Ports } from './ports.ts';
import type { Access } from './service.ts';
import type { SecretId, VersionId } from './store.ts';
import type { Subject } from './subject.ts';

/**
 * What a type is given to open the service with. Everything but the current value is read only when it is asked
 * for: a normal rotation needs neither the pending nor the previous value, and pays for neither.
 */
export function access<Value>(
  ports: Ports<Value>,
  { secret, policy, kept }: Subject,
  current: { readonly version: VersionId; readonly value: Value },
  { expected, contended }: Pick<Access<Value>, 'expected' | 'contended'>,
): Access<Value> {
  const { store, type, signal } = ports;
  const stages = once(() => store.stages(secret, signal));
  const read = async (version: VersionId) => {
    const { value, dataType } = await store.read(secret, version, signal);
    return type.parse(secret, value, dataType);
  };
  const valueAt = (stage: 'pending' | 'previous') =>
    once(async () => {
      const version = (await stages())[stage];
      return version === undefined || version === current.version ? undefined : read(version);
    });
  const staged = async () => {
    const now = await store.stages(secret, signal);
    const valueIn = async (version: VersionId | undefined) => {
      if (version === undefined) return undefined;
      return version === current.version ? current.value : read(version);
    };
    return {
      current: await valueIn(now.current),
      pending: await valueIn(now.pending),
      previous: await valueIn(now.previous),
    };
  };
  const { adminSecret } = policy;
  return {
    secret,
    policy,
    current: current.value,
    pending: valueAt('pending'),
    previous: valueAt('previous'),
    staged,
    readNote: async () => (await store.describe(secret, signal)).tags['rotation:note'],
    note: (text) => store.note(secret, text, signal),
    remember: (text) => {
      kept.note = text;
    },
    emergency: ports.emergency ?? false,
    promotedAt: policy.status.success,
    clock: ports.clock,
    signal,
    expected,
    contended,
    ...(adminSecret === undefined ? {} : { admin: once(() => readAdmin(ports, adminSecret)) }),
  };
}

async function readAdmin<Value>({ store, type, signal }: Ports<Value>, admin: SecretId): Promise<Value> {
  try {
    const { value, dataType } = await store.readCurrent(admin, signal);
    return type.parse(admin, value, dataType);
  } catch (error) {
    throw error instanceof SecretNotFound ? new SecretNotFound(admin, 'the admin secret', error) : error;
  }
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= read();
    return result;
  };
}
