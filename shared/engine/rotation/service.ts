import type { Clock } from '../../runtime/clock.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Holder, Opens } from './holder.ts';
import type { Policy } from './policy.ts';
import type { DataType, SecretId, VersionId } from './store.ts';
import type { Expected } from './stored-values.ts';

export interface Staged<Value> {
  /** The current value now. It differs from that of RotationContext if another rotation was here meanwhile. */
  readonly current: Value | undefined;
  readonly pending: Value | undefined;
  readonly previous: Value | undefined;
}

/**
 * The versions whose state is believed. A state about one promotion is believed only of the version promoted: a tag may
 * hold an older one, where the newest was not written or somebody has put an old one back.
 */
export type SealedBy = 'current' | 'current-or-previous';

/** The facts and functions with which a type opens the service of one secret. */
export interface RotationContext<Value> {
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly current: Value;
  /**
   * Returns the value of the pending version, as `previous` does for the previous version. Each is read from the store
   * when it is asked for. They are needed only if the current value is refused, or if the previous account has to act.
   */
  pending(): Promise<Value | undefined>;
  previous(): Promise<Value | undefined>;
  /** Returns all three values as they are at this very moment, for callers that are about to remove a credential. */
  staged(): Promise<Staged<Value>>;
  /**
   * The value that a service should hold now if it accepts only one: an earlier step has set the pending one. Another
   * value, tried first, would cost a refused login. `replacement`: the current value was refused, and the value that
   * `pending` returns has logged in, so every strategy tries it first.
   */
  readonly expected: Expected;
  /**
   * Reports that the lock was not free at once. Another rotation was here a moment ago, so the stages that are read may
   * still be from before.
   */
  contended(): void;
  /**
   * Reports where the account really is, once that is known. `server` is the name that the server gives itself.
   * `accounts` has the first account of its pair, then all others that this secret may change. A second secret for one
   * of them would lose its value.
   */
  located(server: string, accounts: readonly [string, ...string[]]): void;
  /**
   * Finds the holder; called before an admin or a role at RAM acts on the account of somebody else. `opens` logs in
   * with a stored value, and returns whether that proves the value right. Throws NotHeld, or OtherAccount if an
   * operator has named another account.
   */
  holder(opens: Opens<Value>): Promise<Holder<Value>>;
  /** Reads the value of the admin secret when it is asked for. Absent if the policy names none. */
  readonly admin?: (holder: Holder<Value>) => Promise<Value>;
  /** Reads the value of the secret that holds the receiver's key. Absent if the policy names no receiver. */
  readonly receiverKey?: () => Promise<Value>;
  /**
   * Reads the state of a service that cannot store it itself: at most 101 characters of the alphabet of tags. Each call
   * reads it anew; a later state replaces an earlier one. Returns undefined if no version of `by` has sealed it.
   */
  readState(by: SealedBy): Promise<string | undefined>;
  saveState(text: string): Promise<void>;
  /**
   * Keeps a state as `saveState` does, but sealed by a version that was promoted. The state is written together with
   * the record of the promotion, and costs no call of its own.
   */
  remember(text: string, version: VersionId, value: Value): void;
  /**
   * Whether this is an emergency. The holder of the lock is then ended instead of waited for, and a previous credential
   * has no grace.
   */
  readonly emergency: boolean;
  /** Reports sessions that an emergency has ended before its revocation looks for them. */
  ended(sessions: number): void;
  /** Returns whether an emergency has begun since the current value was promoted, which may then have leaked. */
  isSuspect(): Promise<boolean>;
  /**
   * Reports an event in the service that could set an old password back. An emergency has disabled it, or found it
   * disabled.
   */
  disabled(name: string): void;
  /** The account that an operator has named. Somebody else may act on it, although no stored value logs in. */
  readonly named: string | undefined;
  /**
   * The time at which the current version was promoted, in milliseconds since the epoch. Absent if none is on record.
   */
  readonly promotedAt: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Reports a fact that is not a failure, but that an operator should know. */
  remark(text: string): void;
}

/**
 * The place where a value is used, as the value itself says. It limits how much is done there at once, and shows whose
 * value it seems to be.
 */
export interface Place {
  /** A host with its port, or another system that has to bear the load. */
  readonly server: string;
  /** The account within the server, the same for both accounts of a pair. Absent if no account is known. */
  readonly account: string | undefined;
}

/**
 * One kind of secret: the form of its value, and the way to open the service it belongs to. It sees secrets, never
 * stages.
 */
export interface SecretType<Value> {
  /** The name of the type in the tag `rotation:type`. */
  readonly type: string;
  /** The values that the tag `rotation:strategy` may have, except `auto`. */
  readonly strategies: readonly string[];
  /** The strategies that end the previous value when they set the next one. */
  readonly endPrevious?: readonly string[];
  /** Whether the API of RDS can change the accounts of this type. */
  readonly takesRdsApi?: true;
  /** Parses a stored value. Throws SecretMalformed, which names paths only. */
  parse(secret: SecretId, text: Sensitive, dataType: DataType): Value;
  format(value: Value): Sensitive;
  /** Returns the data type in which a value is stored. If absent, the data type is text. */
  dataTypeOf?(value: Value): DataType;
  /**
   * Whether two values are the same credential, even if they differ in other parts. If absent, their texts are
   * compared.
   */
  sameCredential?(one: Value, other: Value): boolean;
  /** Throws PolicyMalformed if no new value can be made by a policy. Called before anything begins by that policy. */
  checkPolicy?(secret: SecretId, policy: Policy): void;
  /**
   * Returns the paths in which another version's value differs from the current one, but must not: host, port, account.
   */
  differences(current: Value, other: Value, policy: Policy): readonly string[];
  /** Returns the account of a value, as an operator names it. Absent if no account is known. */
  account?(value: Value): string | undefined;
  /** Returns the place where a value is used. Absent if it is not known where values are installed. */
  place?(current: Value, policy: Policy): Place | undefined;
  /**
   * Logs in with a stored value as an application does and runs the probe, without a lock or a change. Throws the error
   * that keeps the value out. Absent if there is nothing to log in to.
   */
  check?(
    access: RotationContext<Value>,
    value: Value,
    version: VersionId,
  ): Promise<'accepted' | 'nothing-to-try'>;
  /**
   * Opens the service, takes the lock of this secret in it, and chooses a strategy by what it finds there. Logs in with
   * the current value or as the admin. If the current value is refused, logs in once with each other known value.
   */
  open(access: RotationContext<Value>): Promise<Service<Value>>;
}

/** The effects that a rotation would have on a service. */
export interface Outline {
  /** The statements, in the order in which they would be sent. Values are masked. */
  readonly statements: readonly string[];
  /** Reasons why the service would reject a statement, each with the remedy. */
  readonly missing: readonly string[];
}

/** The progress in ending a previous credential. Times are in milliseconds since the epoch. */
export type Retirement =
  | { readonly state: 'retired' }
  /** The credential is taken out of use, and can be given back until `until`. */
  | { readonly state: 'retiring'; readonly until: number }
  | { readonly state: 'in-use'; readonly by: string }
  /** The credential cannot be ended from here, or must not be. */
  | { readonly state: 'unable'; readonly why: string };

/** Sessions of one account from one place. Times are in milliseconds since the epoch. */
export interface LoggedIn {
  readonly account: string;
  /** The host or address, if the service reports it. */
  readonly from: string | undefined;
  readonly count: number;
  /** The time at which the oldest of them began, if the service reports it. */
  readonly since: number | undefined;
}

/** The result of ending everything except the current credential. */
export interface Eviction {
  /**
   * The sessions that were found and ended. Absent if the service keeps no sessions, or if they cannot be seen from
   * here.
   */
  readonly sessions: { readonly found: number; readonly ended: number } | undefined;
  /** Remains that could not be ended or not be seen, each with the remedy. Empty if nothing is left. */
  readonly gaps: readonly string[];
  /** Remains that may exist although no stored value is accepted, each with the remedy. They count as gaps too. */
  readonly beside?: readonly string[];
  /** Remains that nobody here may look for, each with the right for it. */
  readonly unchecked?: readonly string[];
}

/**
 * The answer to a value that should be refused. `untried`: a login would lock the account for those who have the right
 * value.
 */
export type Verdict = 'accepted' | 'refused' | 'untried';

/** The login that opened a service, known once the service is open. */
export interface Login<Value> {
  /**
   * Whether the current value was refused and another stored value has logged in. The current value must not be tried
   * again.
   */
  readonly currentRefused: boolean;
  /** Whether this value has logged in before anything was set. */
  hasAccepted(value: Value): boolean;
  /**
   * Uses the current value as an application does before an already stored value is set, as `create` does before it
   * makes one. Throws the error that would keep the stored value from being proven. Does nothing if the current value
   * is refused.
   */
  testCurrent(stored: Value): Promise<void>;
}

/** A service in which two secrets must not share an account. */
export interface Account<Value> {
  /**
   * Returns whether the value of another secret names the same account, or the other account of its pair. The account
   * of that secret seems to be at the same place. Makes no login.
   */
  isNamedBy(other: Value): Promise<boolean>;
  /**
   * Returns whether that value also opens the account on this very server. Makes a login, which the server counts if it
   * refuses it. May throw any error, since the server may belong to a stranger.
   */
  isOpenedBy(other: Value, signal: AbortSignal): Promise<boolean>;
}

/** A service that makes its values itself. */
interface Issuing<Value> {
  /** Revokes a value that could not be stored. */
  revoke(value: Value): Promise<void>;
  /** Returns whether a rotation can resume a pending value, which somebody may have removed. */
  isUsable(pending: Value): Promise<boolean>;
}

/** A service in which another value can become the first one again. */
export interface Rollback<Value> {
  /**
   * Makes a value the first one again that is accepted beside another, so that the next rotation removes neither. If a
   * service has no such part, `set` does all that is needed.
   */
  restore(value: Value, beside: Value): Promise<void>;
}

/** A service that an admin can change without a value of the secret. */
export interface Repair<Value> {
  /**
   * Makes the service accept the current value again, after somebody has changed it there. The service keeps accepting
   * `beside`, if it does so now.
   */
  repair(current: Value, beside: Value | undefined): Promise<void>;
}

/** A service in which a value does not end only because another takes its place. */
export interface Revocation<Value> {
  /** Ends the previous credential, whose grace is over, if nobody uses it any more. `version` is the current one. */
  retire(previous: Value, version: VersionId): Promise<Retirement>;
  /**
   * Ends every credential of this secret except the current one, even if it is in use, and every session opened before.
   * `older` has all other stored values, the previous one first. `version` is the current one.
   */
  revokeAll(older: readonly Value[], version: VersionId): Promise<Eviction>;
  /** Tries a value that should be refused, in such a way that no count of failed logins reaches its limit. */
  testRevoked(value: Value, version: VersionId): Promise<Verdict>;
}

/** A service that shows who is logged in. */
interface Sessions<Value> {
  /**
   * Lists who is logged in with the account of a value, without the sessions of this rotation session. Returns
   * undefined where that cannot be told.
   */
  list(value: Value): Promise<readonly LoggedIn[] | undefined>;
}

/** A service that can show what a rotation would do to it. */
interface Preview {
  /**
   * Lists the statements that `set` would send, or the value that would be issued. It runs the code of `set` itself on
   * a session that sends only queries. `isRefused` says that the current value was tried and does not log in.
   */
  outline(version: VersionId, isRefused: boolean): Promise<Outline>;
}

/**
 * An open service that holds the lock of this secret until it is disposed of. A crash of the caller also releases the
 * lock. Another instance may call each method again after a crash, and comes to the same end. A service has the parts
 * for what it can do, and no others.
 */
export interface Service<Value> extends AsyncDisposable {
  readonly strategy: string;
  /** The reason for this strategy, in a few words for the operator. */
  readonly reason: string;
  /**
   * Whether the service accepts the current and the new credential at once. If that is unknown, a rotation assumes that
   * it does, and a plan says so.
   */
  readonly acceptsBoth: boolean | 'unknown';
  /**
   * Whether this lock keeps every other rotation of the secret out. If a service has no lock, the engine reads the
   * stages once more before it sets the value and before it promotes it.
   */
  readonly exclusive: boolean;
  /** Whether `set` changes anything. It does not if the service issues its values, or if they are installed nowhere. */
  readonly installs: boolean;
  readonly login?: Login<Value> | undefined;
  readonly account?: Account<Value> | undefined;
  readonly issuing?: Issuing<Value> | undefined;
  readonly rollback?: Rollback<Value> | undefined;
  readonly repair?: Repair<Value> | undefined;
  readonly revocation?: Revocation<Value> | undefined;
  readonly sessions?: Sessions<Value> | undefined;
  readonly preview?: Preview | undefined;
  /** Whether a new rotation would end this previous value. Called only if the service accepts two. */
  endsPrevious(previous: Value): boolean;
  /**
   * Makes the value to rotate to: a new password, for the account whose turn it is. Changes nothing in the service,
   * unless the service issues its values.
   */
  create(version: VersionId): Promise<Value>;
  /**
   * Makes the service accept `next`. `fresh` says that `next` was made under this very lock, so the service cannot hold
   * it yet. If it is not fresh, an earlier attempt may have been here.
   */
  set(next: Value, fresh: boolean, version: VersionId): Promise<void>;
  /**
   * Logs in with `next` as an application does, runs the probe, and compares its rights. Throws if one of these fails.
   */
  test(next: Value, version: VersionId): Promise<void>;
  /**
   * Does the work that follows a promotion, once a version is current. It is called again after a crash. An error that
   * it throws does not undo the promotion.
   */
  afterPromotion(current: Value, version: VersionId): Promise<void>;
  /** Throws Busy if the lock was lost meanwhile: nothing may be changed any more. */
  confirmLock(): Promise<void>;
}
