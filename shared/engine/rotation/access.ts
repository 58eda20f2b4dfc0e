import type { Sensitive } from '../../runtime/sensitive.ts';
import { SecretMalformed, SecretNotFound } from './errors.ts';
import { findHolder } from './holder.ts';
import type { Ports } from './ports.ts';
import { seal, unseal } from './sealed-state.ts';
import type { RotationContext, SealedBy, SecretType } from './service.ts';
import { placeDigest, promotedAt } from './status.ts';
import type { SecretId, StoredValue, VersionId } from './store.ts';
import type { Subject } from './subject.ts';
import { isSuspect } from './urgent.ts';

/** The way in which a service is opened; see RotationContext. */
export interface Opening<Value> extends Pick<RotationContext<Value>, 'expected' | 'contended' | 'remark'> {
  /** The expected replacement, which takes the place of the pending value. */
  readonly replacement?: Value | undefined;
}

/**
 * Returns the context with which a type opens the service. Everything except the current value is read only when it is
 * asked for. A normal rotation needs neither the pending nor the previous value, and does not pay for them.
 */
export function access<Value>(
  ports: Ports<Value>,
  { secret, policy, kept }: Subject,
  current: { readonly version: VersionId; readonly value: Value },
  { expected, contended, remark, replacement }: Opening<Value>,
): RotationContext<Value> {
  const { store, type, signal } = ports;
  const stages = once(() => store.stages(secret, signal));
  // A value of another server or account leads there, and does not belong to this one.
  const read = async (version: VersionId) => {
    const { value: text, dataType } = await store.read(secret, version, signal);
    const value = type.parse(secret, text, dataType);
    return type.differences(current.value, value, policy).length === 0 ? value : undefined;
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
  const sealed = (text: string) =>
    seal(text, { secret, version: current.version, value: type.format(current.value) });
  const { adminSecret, receiver } = policy;
  const stored = {
    secret,
    policy,
    current: current.value,
    pending: replacement === undefined ? valueAt('pending') : async () => replacement,
    previous: valueAt('previous'),
    expected,
    emergency: ports.emergency ?? false,
    ended: ports.ended ?? (() => {}),
    disabled: ports.disabled ?? (() => {}),
    isSuspect: async () => isSuspect(await store.stages(secret, signal), current.version),
    named: ports.account,
  };
  return {
    ...stored,
    holder: (opens) => findHolder(type, stored, opens),
    staged,
    readState: (by) => readState(ports, secret, current, by),
    saveState: (text) => store.saveState(secret, sealed(text), signal),
    remember: (text, version, value) => {
      kept.note = seal(text, { secret, version, value: type.format(value) });
    },
    promotedAt: promotedAt(policy.status, current, ports.clock.now()),
    clock: ports.clock,
    signal,
    contended,
    remark,
    located: (server, [first, ...others]) => {
      kept.isAnswered = true;
      kept.places = [placeDigest(server, first), ...others.map((account) => placeDigest(server, account))];
    },
    ...(adminSecret === undefined ? {} : { admin: () => readOther(ports, adminSecret, 'the admin secret') }),
    ...(receiver === undefined
      ? {}
      : { receiverKey: once(() => readOther(ports, receiver.key, 'the key of the webhook')) }),
  };
}

/** Returns the state that the current version has sealed, or else, where `by` allows it, the version before it. */
async function readState<Value>(
  { store, type, signal }: Ports<Value>,
  secret: SecretId,
  current: { readonly version: VersionId; readonly value: Value },
  by: SealedBy,
): Promise<string | undefined> {
  const state = (await store.describe(secret, signal)).tags['rotation:state'];
  if (state === undefined) return undefined;
  const text = unseal(state, { secret, version: current.version, value: type.format(current.value) });
  if (text !== undefined || by === 'current') return text;
  const stages = await store.stages(secret, signal);
  for (const version of new Set([stages.current, stages.previous])) {
    if (version === undefined || version === current.version) continue;
    const stored = await store.read(secret, version, signal);
    const found = unseal(state, { secret, version, value: asSealed(type, secret, stored) });
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Returns the value in the form with which a version seals. That is the form that its type writes, which may differ
 * from the stored text.
 */
function asSealed<Value>(
  type: SecretType<Value>,
  secret: SecretId,
  { value, dataType }: StoredValue,
): Sensitive {
  try {
    return type.format(type.parse(secret, value, dataType));
  } catch (error) {
    if (error instanceof SecretMalformed) return value;
    throw error;
  }
}

/** Reads the current value of another secret. `role` says what that secret is to this one. */
async function readOther<Value>(
  { store, type, signal }: Ports<Value>,
  secret: SecretId,
  role: string,
): Promise<Value> {
  try {
    const { value, dataType } = await store.readCurrent(secret, signal);
    return type.parse(secret, value, dataType);
  } catch (error) {
    throw error instanceof SecretNotFound ? new SecretNotFound(secret, role, error) : error;
  }
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= read();
    return result;
  };
}
