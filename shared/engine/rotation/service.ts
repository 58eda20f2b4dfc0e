import type { Clock } from '../../runtime/clock.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Holder, Opens } from './holder.ts';
import type { Policy } from './policy.ts';
import type { DataType, SecretId, VersionId } from './store.ts';
import type { Expected } from './stored-values.ts';

export interface Staged<Value> {
  /** Another one than Access has where another rotation was here meanwhile. */
  readonly current: Value | undefined;
  readonly pending: Value | undefined;
  readonly previous: Value | undefined;
}

/** What a type is given to open the service of one secret. */
export interface RotationContext<Value> {
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly current: Value;
  /**
   * The values of the pending and of the previous version, in that order, each read from the store when it is
   * asked for. Needed only when the current value is refused, or when the previous account is to act.
   */
  pending(): Promise<Value | undefined>;
  previous(): Promise<Value | undefined>;
  /** All three as they stand at this very moment: for who is about to take a credential away. */
  staged(): Promise<Staged<Value>>;
  /**
   * The value that a service which accepts only one should hold by now: an earlier step has set the pending one.
   * To try another first would cost a refused login. `replacement`: the current value was refused, and what is answered as
   * the pending one has logged in, so that it is tried first by every strategy.
   */
  readonly expected: Expected;
  /**
   * Called when the lock was not free at once: another rotation was here a moment ago, and what is read of the
   * stages may still be from before.
   */
  contended(): void;
  /**
   * Called once it is known where the account really is: what the server says it is, and the first account of its pair,
   * with whatever other accounts this secret may come to change. A second secret of one of them would lose its value.
   */
  located(server: string, accounts: readonly [string, ...string[]]): void;
  /**
   * Asked before anybody acts on accounts of others: an admin, or a role at RAM. `opens` logs in with a stored value, and
   * answers whether that shows it to be right. Throws NotHeld, or OtherAccount where an operator has named another one.
   */
  holder(opens: Opens<Value>): Promise<Holder<Value>>;
  /** The admin secret's value, read when it is asked for; absent where the policy names none. */
  readonly admin?: (holder: Holder<Value>) => Promise<Value>;
  /** The value of the secret that holds the receiver's key; absent where the policy names no receiver. */
  readonly receiverKey?: () => Promise<Value>;
  /**
   * What a service that is no store of its own has to remember beside the secret: at most 101 characters of the
   * alphabet of tags, read anew each time. A later note takes the place of an earlier one; one that no version with a
   * stage has sealed is not there.
   */
  readState(): Promise<string | undefined>;
  saveState(text: string): Promise<void>;
  /**
   * The same, sealed by a version that was promoted, and written together with the record of that, which costs no call
   * of its own.
   */
  remember(text: string, version: VersionId, value: Value): void;
  /** Whoever holds the lock is ended instead of waited for, and a previous credential has no grace. */
  readonly emergency: boolean;
  /** Called where an emergency has ended sessions before its eviction looks for them. */
  ended(sessions: number): void;
  /** Whether an emergency has begun since the current value was promoted: then that may have leaked. */
  isSuspect(): Promise<boolean>;
  /** Called for an event that could take a password back and that an emergency has found, or made, disabled. */
  disabled(name: string): void;
  /** The account that an operator has named: somebody else may act on it, though no stored value logs in. */
  readonly named: string | undefined;
  /** When the current version was promoted, in milliseconds since the epoch; absent where none is on record. */
  readonly promotedAt: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Says what is no failure, but what an operator should know. */
  remark(text: string): void;
}

/** Where a value is used, as it says itself: what must not be done too often at once there, and whose it seems to be. */
export interface Place {
  /** A host with its port, or whatever else has to bear the load. */
  readonly server: string;
  /** Within the server; the same for both accounts of a pair. Absent where no account is known. */
  readonly account: string | undefined;
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
  /** Those of them that end the previous value by setting the next one. */
  readonly endPrevious?: readonly string[];
  /** Throws SecretMalformed, naming paths only. */
  parse(secret: SecretId, text: Sensitive, dataType: DataType): Value;
  format(value: Value): Sensitive;
  /** What a value is stored as; text where a type does not say. */
  dataTypeOf?(value: Value): DataType;
  /** Whether two values are the same credential, whatever else differs in them; their texts are compared where absent. */
  sameCredential?(one: Value, other: Value): boolean;
  /** Throws PolicyMalformed where no new value could be made by a policy; asked before anything is begun by it. */
  checkPolicy?(secret: SecretId, policy: Policy): void;
  /** The paths in which another version's value may not differ from the current one's: host, port, account. */
  differences(current: Value, other: Value, policy: Policy): readonly string[];
  /** Whose credential a value is, as an operator names it; absent where no account is known. */
  account?(value: Value): string | undefined;
  /** Absent where a value is installed nowhere that is known. */
  place?(current: Value, policy: Policy): Place | undefined;
  /**
   * Logs in with a stored value as an application does and runs the probe, with no lock and nothing changed. Throws
   * what keeps it out. Absent where there is nothing to log in to.
   */
  check?(
    access: RotationContext<Value>,
    value: Value,
    version: VersionId,
  ): Promise<'accepted' | 'nothing-to-try'>;
  /**
   * Opens the service, takes the lock of this secret in it, and decides on a strategy by looking. Logs in with
   * the current value or as the admin; only where the current value is refused, once with each other known one.
   */
  open(access: RotationContext<Value>): Promise<Service<Value>>;
}

/** What a rotation would do to a service. */
export interface Outline {
  /** In the order in which they would be sent; values are masked. */
  readonly statements: readonly string[];
  /** Why one of them would be turned down, each with what to do about it. */
  readonly missing: readonly string[];
}

/** How far the end of a previous credential has come. Times in milliseconds since the epoch. */
export type Retirement =
  | { readonly state: 'retired' }
  /** It is taken out of use, and can be given back until then. */
  | { readonly state: 'retiring'; readonly until: number }
  | { readonly state: 'in-use'; readonly by: string }
  /** It cannot be ended from here, or must not be. */
  | { readonly state: 'unable'; readonly why: string };

/** Sessions of one account from one place. Times in milliseconds since the epoch. */
export interface LoggedIn {
  readonly account: string;
  /** Host or address, where the service tells it. */
  readonly from: string | undefined;
  readonly count: number;
  /** Since when the oldest of them is there, where the service tells it. */
  readonly since: number | undefined;
}

/** What became of everything but the current credential. */
export interface Eviction {
  /** Absent where the service keeps no sessions, or where they cannot be seen from here. */
  readonly sessions: { readonly found: number; readonly ended: number } | undefined;
  /** What could not be ended or not be seen, each with what to do about it. Nothing here: nothing is left. */
  readonly gaps: readonly string[];
  /** What may be left though no stored value is accepted, each with what to do about it: a gap all the same. */
  readonly beside?: readonly string[];
  /** What nobody here may look for, each with the right for it. */
  readonly unchecked?: readonly string[];
}

/** `untried`: a login would lock the account for those who have the right value. */
export type Verdict = 'accepted' | 'refused' | 'untried';

/** What opened a service, known once it is open. */
export interface Login<Value> {
  /** Whether the current value was refused, and another stored one has logged in: it is not to be tried again. */
  readonly currentRefused: boolean;
  /** Whether it is this value that has logged in before anything was set. */
  hasAccepted(value: Value): boolean;
  /**
   * Tests the current value before a value is set that is stored already, as `create` does before it makes one: used as
   * an application uses it. Throws what would keep the stored value from being proven. Does nothing if the current value
   * is refused.
   */
  testCurrent(stored: Value): Promise<void>;
}

/** A service in which two secrets must not share an account. */
export interface Account<Value> {
  /**
   * Answers whether the value of another secret, whose account seems to be at the same place, names the same account, or
   * the other one of its pair. Nothing is tried.
   */
  isNamedBy(other: Value): Promise<boolean>;
  /**
   * Answers whether that value opens the account on this very server, too: by a login, which a server that refuses it
   * counts. May throw anything, as a stranger's server answers.
   */
  isOpenedBy(other: Value, signal: AbortSignal): Promise<boolean>;
}

/** A service that makes its values itself. */
interface Issuing<Value> {
  /** Takes back a value that could not be stored. */
  revoke(value: Value): Promise<void>;
  /** Answers whether a rotation can go on with a pending value: somebody may have taken it away. */
  isUsable(pending: Value): Promise<boolean>;
}

/** A service in which another value can be made the first one again. */
export interface Rollback<Value> {
  /**
   * Puts a value first again that is accepted beside another, so that the next rotation takes neither of the two away.
   * Where a service has no such part, `set` does all there is to do.
   */
  restore(value: Value, beside: Value): Promise<void>;
}

/** A service that somebody can change who needs no value of the secret: an admin. */
export interface Repair<Value> {
  /**
   * Makes the service accept the current value again, which somebody has changed there, and go on accepting `beside`,
   * where it does.
   */
  repair(current: Value, beside: Value | undefined): Promise<void>;
}

/** A service in which a value ends by more than its place being taken. */
export interface Revocation<Value> {
  /** Ends the previous credential, whose grace is over, if nobody uses it any more. `version` is the current one. */
  retire(previous: Value, version: VersionId): Promise<Retirement>;
  /**
   * Ends every credential of this secret but the current one, whoever uses it, and every session that was opened
   * before. `older` are all other stored values, the previous one first; `version` is the current one.
   */
  revokeAll(older: readonly Value[], version: VersionId): Promise<Eviction>;
  /** Tries a value that should be refused, in such a way that no count of failed logins comes to an end. */
  testRevoked(value: Value, version: VersionId): Promise<Verdict>;
}

/** A service that shows who is logged in. */
interface Sessions<Value> {
  /** Lists who is logged in with the account of a value, without the sessions of this very pass. */
  list(value: Value): Promise<readonly LoggedIn[]>;
}

/** A service that can tell what a rotation would do to it. */
interface Preview {
  /**
   * Lists what `set` would send, or what would be issued: its own code, run on a session that sends nothing but
   * questions. `isRefused`: the current value was tried, and does not log in.
   */
  outline(version: VersionId, isRefused: boolean): Promise<Outline>;
}

/**
 * An open service with this secret's lock held until it is disposed of. A crash of the caller releases the lock.
 * Each method may be called again after a crash, by another instance, and then converges. A service has the parts of
 * what it can do, and no others.
 */
export interface Service<Value> extends AsyncDisposable {
  readonly strategy: string;
  /** Why this strategy, in a few words for the operator. */
  readonly reason: string;
  /**
   * Whether the service accepts the current and the new credential at once. Where that is unknown, a rotation goes on
   * as if it did, and a plan says so.
   */
  readonly acceptsBoth: boolean | 'unknown';
  /**
   * Whether this hold keeps every other rotation of the secret out. Where a service has no lock, the engine looks
   * at the stages once more before the value is set and before it is promoted.
   */
  readonly exclusive: boolean;
  /** Whether `set` changes anything: not where the service issues its values, or where they are installed nowhere. */
  readonly installs: boolean;
  readonly login?: Login<Value> | undefined;
  readonly account?: Account<Value> | undefined;
  readonly issuing?: Issuing<Value> | undefined;
  readonly rollback?: Rollback<Value> | undefined;
  readonly repair?: Repair<Value> | undefined;
  readonly revocation?: Revocation<Value> | undefined;
  readonly sessions?: Sessions<Value> | undefined;
  readonly preview?: Preview | undefined;
  /** Whether a new rotation would end this previous value. Asked only where the service accepts two. */
  endsPrevious(previous: Value): boolean;
  /**
   * Makes the value to rotate to: new password, whose turn it is. Changes nothing in the service, unless that issues its
   * values.
   */
  create(version: VersionId): Promise<Value>;
  /**
   * Makes the service accept `next`. `fresh` tells that `next` was made under this very lock, so that the
   * service cannot hold it yet. Where it is not fresh, an earlier attempt may have been here.
   */
  set(next: Value, fresh: boolean, version: VersionId): Promise<void>;
  /** Logs in with `next` as an application does, runs the probe, and compares its rights. Throws if it cannot. */
  test(next: Value, version: VersionId): Promise<void>;
  /** Called once a version is current. Called again after a crash; what it throws undoes no promotion. */
  afterPromotion(current: Value, version: VersionId): Promise<void>;
  /** Throws Busy when the lock was lost meanwhile, so that nothing may be changed any more. */
  confirmLock(): Promise<void>;
}
