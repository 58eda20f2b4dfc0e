import { messageOf, shellWord } from '../../runtime/text.ts';
import type { Evidence } from './result.ts';

/** The state in which a failed rotation has left the service. It decides whether and how to try again. */
export type Aftermath = 'untouched' | 'applied' | 'unknown';

export type ErrorCode =
  | 'account-shared'
  | 'admin-mismatch'
  | 'busy'
  | 'environment-mismatch'
  | 'event-malformed'
  | 'host-key-differs'
  | 'internal-error'
  | 'no-room'
  | 'not-evicted'
  | 'password-rejected'
  | 'policy-malformed'
  | 'privilege-missing'
  | 'refused'
  | 'rights-differ'
  | 'secret-exists'
  | 'secret-in-deletion'
  | 'secret-malformed'
  | 'secret-not-found'
  | 'service-error'
  | 'stage-conflict'
  | 'store-denied'
  | 'store-failed'
  | 'store-throttled'
  | 'stranger-in-place'
  | 'strategy-unavailable'
  | 'superseded'
  | 'tls-failed'
  | 'unreachable';

const severity = { untouched: 0, applied: 1, unknown: 2 } satisfies Record<Aftermath, number>;

/**
 * A failure of a rotation. No message holds a value of a secret. This class cuts and escapes every message, whoever
 * writes it.
 */
export class RotationError extends Error {
  readonly code: ErrorCode;
  aftermath: Aftermath;
  /** Whether a change made before the failure was undone completely. Applications may have been refused meanwhile. */
  isUndone = false;

  constructor(code: ErrorCode, message: string, options: { aftermath?: Aftermath; cause?: unknown } = {}) {
    super(messageOf(message), 'cause' in options ? { cause: options.cause } : {});
    this.name = 'RotationError';
    this.code = code;
    this.aftermath = options.aftermath ?? 'untouched';
  }

  /**
   * Raises the aftermath to a worse one. Called by the engine, which knows how far the session had come when a call
   * failed.
   */
  raiseAftermath(aftermath: Aftermath): this {
    if (severity[aftermath] > severity[this.aftermath]) this.aftermath = aftermath;
    return this;
  }
}

/**
 * Whether a failure ends by itself: another rotation has won, or is under way while nothing was changed. `busy` after a
 * change does not end by itself. An application may be refused until somebody resumes the rotation, or was refused
 * until the change was undone.
 */
export function isPassing({
  code,
  aftermath = 'untouched',
  isUndone = false,
}: {
  code: string;
  aftermath?: Aftermath;
  isUndone?: boolean;
}): boolean {
  return code === 'superseded' || (code === 'busy' && aftermath === 'untouched' && !isUndone);
}

/** The service did not answer: name resolution, connection, a broken session, or the deadline. Retry. */
export class Unreachable extends RotationError {
  constructor(
    service: string,
    why: string,
    {
      advice = 'Check the network path, then try again',
      ...options
    }: { aftermath?: Aftermath; cause?: unknown; advice?: string } = {},
  ) {
    super('unreachable', `${service} cannot be reached: ${why}. ${advice}.`, options);
  }
}

/** The invocation's own time ran out between two calls. */
export class OutOfTime extends RotationError {
  constructor(secret: string) {
    super('unreachable', `the time for ${secret} ran out. Give the function a longer timeout, or try again.`);
  }
}

/**
 * The service returned an error that is on no list. The message has its number, but not its text, which may quote
 * anything.
 */
export class ServiceError extends RotationError {
  /** The number with its meaning, if that is known: a part of longer messages. */
  readonly words: string;

  constructor(
    words: string,
    service = 'the service',
    options: { aftermath?: Aftermath; cause?: unknown } = {},
  ) {
    super('service-error', answeredWith(service, words), options);
    this.words = words;
  }

  /** Writes the name of the service into the message. Called by code that knows which service has answered. */
  by(service: string): this {
    this.message = messageOf(answeredWith(service, this.words));
    return this;
  }
}

function answeredWith(service: string, words: string): string {
  return `${service} answered with ${words}. Look it up in its manual and its log, fix the cause there, then try again.`;
}

/** The service answered, but not as the host it should be, or without TLS. There is no retry in plaintext. */
export class TlsFailed extends RotationError {
  constructor(service: string, why: string, cause?: unknown) {
    super(
      'tls-failed',
      `${service} failed the TLS check: ${why}. Name its certificate authority in ROTATION_CA_FILE and use the host name of its certificate as Endpoint.`,
      { cause },
    );
  }
}

/** The service refused a login. Further tries would lock the account out. */
export class Refused extends RotationError {
  constructor(principal: string, which: string, cause?: unknown) {
    super(
      'refused',
      `${principal} is refused with the ${which} value. Find out who changed it before trying again.`,
      {
        cause,
      },
    );
  }
}

/**
 * The stored values do not show that the account belongs to this secret. An account that may act on others must not act
 * on it.
 */
export class NotHeld extends Refused {
  constructor(secret: string, account: string | undefined) {
    super(secret, 'stored');
    const named = account === undefined ? '' : ` --account ${shellWord(account)}`;
    this.message = messageOf(
      `no stored value of ${secret} logs in as ${account ?? 'its account'}, so no other account changes it. If it belongs to this secret: rotator verify ${secret} --repair${named} sets the stored value, rotator rotate ${secret} --emergency${named} makes a new one.`,
    );
  }
}

/** An operator has named another account than the secret names. Nothing was changed. */
export class OtherAccount extends RotationError {
  constructor(secret: string, account: string | undefined) {
    const own = account === undefined ? 'names none' : `names ${account}`;
    super('refused', `the request names an account other than that of ${secret}, which ${own}.`);
  }
}

/** The name that is to be created is in use, and nothing shows that it belongs to this secret. */
export class StrangerInPlace extends RotationError {
  constructor(secret: string, what: string, fix: string) {
    super(
      'stranger-in-place',
      `${what} exists, and nothing shows that it belongs to ${secret}: it was not changed. ${fix}.`,
    );
  }
}

/**
 * The value may be right, but the service no longer lets the account in: it is locked, expired, or not allowed from
 * here.
 */
export class LoginBlocked extends RotationError {
  /** Whether a new password lets the account in again. */
  readonly isMendedByRotation: boolean;

  constructor(
    principal: string,
    service: string,
    why: string,
    fix: string,
    options: { readonly cause?: unknown; readonly isMendedByRotation?: boolean } = {},
  ) {
    super('refused', `${principal} may not log in to ${service}: ${why}. ${fix}.`, { cause: options.cause });
    this.isMendedByRotation = options.isMendedByRotation ?? false;
  }
}

/** The service does not allow a former value to be set again, although it still accepts it. */
export class PreviousPasswordRejected extends RotationError {
  constructor(secret: string, cause: PasswordRejected) {
    super(
      'password-rejected',
      `the previous value of ${secret} still logs in, but cannot be set again: ${cause.message} For an old value the cause is the password history; the rollback works without it. Nothing was promoted.`,
      { cause, aftermath: cause.aftermath },
    );
  }
}

/** A rollback found that the service no longer accepts the previous value. Nothing was changed. */
export class CannotRollBack extends RotationError {
  constructor(secret: string, strategy: string, cause: unknown) {
    super(
      'refused',
      `${secret} cannot be rolled back: its previous value is no longer accepted (strategy ${strategy}). Nothing was changed; rotate it to get a new value.`,
      { cause },
    );
  }
}

/** The account that the current version names is not on the server. */
export class AccountMissing extends RotationError {
  constructor(principal: string, secret: string) {
    super(
      'refused',
      `there is no account ${principal} on the server of ${secret}: it was dropped or renamed. Create it, or store a current value that names another.`,
    );
  }
}

/** The session lacks a right that the strategy needs. `fix` is the statement or the RAM action to add. */
export class PrivilegeMissing extends RotationError {
  readonly principal: string;
  readonly what: string;
  readonly fix: string;

  constructor(principal: string, what: string, fix: string, cause?: unknown) {
    super('privilege-missing', `${principal} may not ${what}. To allow it: ${fix}`, { cause });
    this.principal = principal;
    this.what = what;
    this.fix = fix;
  }
}

/** The service's own password policy rejected the new value. */
export class PasswordRejected extends RotationError {
  constructor(principal: string, why: string, cause?: unknown) {
    super(
      'password-rejected',
      `the new password of ${principal} was rejected: ${why}. Adapt the tag rotation:password to the service's policy.`,
      { cause },
    );
  }
}

/** The service, or the lock of another rotation, asks for a later try. The failure is not counted as an attempt. */
export class Busy extends RotationError {
  constructor(what: string, why: string, cause?: unknown) {
    super('busy', `${what} is busy: ${why}. Try again later.`, { cause });
  }
}

/**
 * The one free place in the service was taken a moment ago, as another rotation of the same secret does. That rotation
 * may fill the place until `until`, in milliseconds since the epoch, if that is known.
 */
export class PlaceTaken extends Busy {
  readonly until: number | undefined;

  constructor(what: string, why: string, cause?: unknown, until?: number) {
    super(what, why, cause);
    this.until = until;
  }
}

/** The service has no free place for another credential. */
export class NoRoom extends RotationError {
  constructor(principal: string, why: string, fix: string) {
    super('no-room', `there is no room for another credential of ${principal}: ${why}. ${fix}.`);
  }
}

/** An ended credential is still accepted, or it could not be seen whether it is. */
export class NotEvicted extends RotationError {
  /** The proofs that exist nevertheless, after an emergency. */
  readonly evidence: Evidence | undefined;

  constructor(secret: string, gaps: readonly string[], evidence?: Evidence) {
    const what = `some old credentials of ${secret} are not proven to be ended: ${gaps.join('; ')}.`;
    super('not-evicted', what, { aftermath: 'applied' });
    this.evidence = evidence;
  }
}

/** The new credential logs in, but lacks rights that the current one has. */
export class RightsDiffer extends RotationError {
  constructor(principal: string, differences: readonly string[]) {
    super(
      'rights-differ',
      `the rights of ${principal} differ from the current account's: ${differences.join('; ')}.`,
    );
  }
}

/** The policy asks for a strategy that this server, these rights or this policy do not allow. */
export class StrategyUnavailable extends RotationError {
  constructor(strategy: string, why: string, cause?: unknown) {
    super('strategy-unavailable', `the strategy ${strategy} cannot be used: ${why}.`, { cause });
  }
}

/** The stages do not allow this step for this version. */
export class StageConflict extends RotationError {
  constructor(secret: string, why: string) {
    super('stage-conflict', `the stages of ${secret} do not allow this: ${why}.`);
  }
}

/** Another rotation of the same secret has won. This one makes no more changes. */
export class Superseded extends RotationError {
  constructor(secret: string, version: string) {
    super('superseded', `version ${version} of ${secret} was superseded by another rotation.`);
  }
}

/** The value does not have the form that its type needs. The message names paths, never values. */
export class SecretMalformed extends RotationError {
  constructor(secret: string, problems: readonly string[]) {
    super('secret-malformed', `the value of ${secret} is malformed: ${problems.join('; ')}.`);
  }
}

/** The fields of values that name an account, not a server. */
const ofAccount: readonly string[] = ['AccountName', 'UserName'];

/** A version opens another server or account than the current version. It is never used. */
export class Elsewhere extends SecretMalformed {
  /** Whether the version opens another server. If not, only its account is another one. */
  readonly isLeftBehind: boolean;

  constructor(secret: string, version: string, paths: readonly string[]) {
    super(
      secret,
      paths.map((path) => `${path} of version ${version} differs from the current version's`),
    );
    this.isLeftBehind = paths.some((path) => !ofAccount.includes(path));
  }
}

/** A tag or a setting is not valid. */
export class PolicyMalformed extends RotationError {
  constructor(where: string, problems: readonly string[]) {
    super('policy-malformed', `the policy of ${where} is malformed: ${problems.join('; ')}.`);
  }
}

/** The event has none of the forms that a function accepts. */
export class EventMalformed extends RotationError {
  constructor(problems: readonly string[]) {
    super('event-malformed', `the event is malformed: ${problems.join('; ')}.`);
  }
}

export class SecretNotFound extends RotationError {
  constructor(secret: string, what: string, cause?: unknown) {
    super('secret-not-found', `${what} ${secret} does not exist in this account and region.`, { cause });
  }
}

/** A secret that was to be created is there already, and this request has not made it. Nothing was changed. */
export class SecretExists extends RotationError {
  constructor(secret: string, cause?: unknown) {
    super(
      'secret-exists',
      `a secret ${secret} exists already. To take it with the value that it has, leave out --create and the options for a value.`,
      { cause },
    );
  }
}

/** RAM does not allow this function to make a call of the secrets API. */
export class StoreDenied extends RotationError {
  constructor(action: string, on: string, why: string, cause?: unknown) {
    super('store-denied', `KMS denies ${action} on ${on}: ${why}.`, { cause });
  }
}

/** The secrets API was over its quota for longer than retries are useful. */
export class StoreThrottled extends RotationError {
  constructor(action: string, on: string, cause?: unknown) {
    super('store-throttled', `KMS kept throttling ${action} on ${on}. Try again later, or at another hour.`, {
      cause,
    });
  }
}

/**
 * The secrets API did not answer, or returned something else than was asked for, for longer than retries are useful.
 */
export class StoreFailed extends RotationError {
  constructor(action: string, on: string, why: string, cause?: unknown) {
    super('store-failed', `KMS could not carry out ${action} on ${on}: ${why}.`, { cause });
  }
}

export class SecretInDeletion extends RotationError {
  constructor(secret: string, due: string) {
    super(
      'secret-in-deletion',
      `${secret} is in its deletion window (due ${due}). Restore it before rotating it.`,
    );
  }
}

/**
 * Another secret opens the same account. A rotation of one would end the value of the other. Timers leave both alone.
 */
export class AccountShared extends RotationError {
  constructor(secret: string, others: readonly string[]) {
    super(
      'account-shared',
      `the account of ${secret} is also in ${others.join(', ')}: a rotation of one would end the value of the other. Let every application read one of them, then remove the tag rotation:type from the others.`,
    );
  }
}

/** The admin secret opens another service than the rotated secret does: a confused deputy. */
export class AdminMismatch extends RotationError {
  constructor(secret: string, admin: string, paths: readonly string[]) {
    super(
      'admin-mismatch',
      `the admin secret ${admin} does not belong to the service of ${secret}: ${paths.join(', ')} differ.`,
    );
  }
}

/** The admin secret opens the very account it should act on. */
export class OwnAdmin extends RotationError {
  constructor(secret: string, admin: string, account: string) {
    super(
      'admin-mismatch',
      `the admin secret ${admin} opens ${account}, the account of ${secret} itself: remove the tag rotation:admin-secret, or name another admin.`,
    );
  }
}

export class EnvironmentMismatch extends RotationError {
  constructor(secret: string, tagged: string, own: string) {
    super(
      'environment-mismatch',
      `${secret} is tagged rotation:environment ${tagged}, but this function serves ${own}.`,
    );
  }
}

/**
 * The error that a failed invocation throws at the platform, which keeps little more than the message. The cause is
 * deliberately left out: the error of a driver is for readers of the log, not for a failure destination.
 */
export class InvocationFailed extends Error {
  readonly code: ErrorCode;
  readonly aftermath: Aftermath;

  constructor({ code, aftermath, message }: RotationError) {
    super(messageOf(`${code} (aftermath: ${aftermath}): ${message}`));
    this.name = 'InvocationFailed';
    this.code = code;
    this.aftermath = aftermath;
  }
}
