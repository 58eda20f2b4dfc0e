import type { Sensitive } from '../credentials/sensitive.ts';
import type { Policy } from './policy.ts';
import type { SecretId } from './store.ts';

/** What a type is given to open the service of one secret. */
export interface Access<Value> {
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly current: Value;
  /**
   * The values of the pending and of the previous version, in that order, each read from the store when it is
   * asked for. Needed only when the current value is refused, or when the previous account is to act.
   */
  pending(): Promise<Value | undefined>;
  previous(): Promise<Value | undefined>;
  /**
   * The value that a service which accepts only one should hold by now: an earlier step has set the pending one.
   * To try another first would cost a refused login.
   */
  readonly expected: 'current' | 'pending';
  /**
   * Called when the lock was not free at once: another rotation was here a moment ago, and what is read of the
   * stages may still be from before.
   */
  contended(): void;
  /** The admin secret's value, read when it is asked for; absent where the policy names none. */
  readonly admin?: () => Promise<Value>;
  readonly signal: AbortSignal;
}

/**
 * One kind of secret: how its value is written, and how to open the service it belongs to. It sees secrets,
 * never stages.
 */
export interface SecretType<Value> {
  /** As named in the tag `rotation:type`. */
  readonly type: string;
  /** What the tag `rotation:strategy` may say, `auto` excluded. */
  readonly strategies: readonly string[];
  /** Throws SecretMalformed, naming paths only. */
  parse(secret: SecretId, text: Sensitive): Value;
  format(value: Value): Sensitive;
  /** The paths in which another version's value may not differ from the current one's: host, port, account. */
  differences(current: Value, other: Value): readonly string[];
  /**
   * Opens the service, takes the lock of this secret in it, and decides on a strategy by looking. Logs in with
   * the current value or as the admin; only where the current value is refused, once with each other known one.
   */
  open(access: Access<Value>): Promise<Service<Value>>;
}

/**
 * An open service with this secret's lock held until it is disposed of. A crash of the caller releases the lock.
 * Each method may be called again after a crash, by another instance, and then converges.
 */
export interface Service<Value> extends AsyncDisposable {
  readonly strategy: string;
  /** Why this strategy, in a few words for the operator. */
  readonly reason: string;
  /** Whether the service accepts the current and the new credential at once. */
  readonly overlaps: boolean;
  /** Makes the value to rotate to: new password, whose turn it is. Changes nothing in the service. */
  next(): Promise<Value>;
  /**
   * Makes the service accept `next`. `fresh` tells that `next` was made under this very lock, so that the
   * service cannot hold it yet. Where it is not fresh, an earlier attempt may have been here.
   */
  set(next: Value, fresh: boolean): Promise<void>;
  /** Logs in with `next` as an application does, runs the probe, and compares its rights. Throws if it cannot. */
  prove(next: Value): Promise<void>;
  /** Throws Busy when the lock was lost meanwhile, so that nothing may be changed any more. */
  confirmLock(): Promise<void>;
}
