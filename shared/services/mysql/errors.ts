import {
  Busy,
  LoginBlocked,
  PasswordRejected,
  PrivilegeMissing,
  type RotationError,
  ServiceError,
  TlsFailed,
  Unreachable,
} from '../../engine/rotation/errors.ts';
import { ours } from '../../engine/rotation/internal-error.ts';

/** Numbers as in MySQL's "Server Error Message Reference"; MariaDB's are the same below 1900. */
const loginRefused = new Set([1045, 1698]);
const privilegeMissing = new Set([1044, 1045, 1095, 1142, 1143, 1227, 1370, 1410, 1698]);
/** A privilege that goes by no database is not held. */
export const privilegeRefused = 1227;
/** The server's password policy. */
export const brokenPolicy = 1819;
/** `alter user` says so where MariaDB's validation plugins turn down what they cannot judge, or the account is gone. */
const cannotAlter = 1396;
/** What the server answers about an account that is not there, as it is asked to show it or its grants. */
export const missingAccount = [1133, 1141, cannotAlter] as const;
/** An option of the server, such as `read_only`, does not let the statement through. */
const optionPrevents = 1290;
/** A password that the account had before. */
export const brokenHistory = 3638;
/** It has too much of the present one, with which it is compared only where `replace` gives that. */
export const tooSimilar = 4165;
const passwordRejected = new Set([
  1133, // the account is gone
  1372, // no verifier of the plugin's
  brokenPolicy,
  brokenHistory,
  tooSimilar,
]);
/** The places of the server are taken. */
export const tooManyConnections = 1040;
const comeBackLater = new Set([
  tooManyConnections,
  1203,
  1205, // a lock on the account tables, as a backup holds it
  1213,
  1223,
  1226, // a limit of this account
  optionPrevents, // read-only
  1792,
  1836,
  1969, // MariaDB: the statement has waited for too long
  3032, // offline mode
]);
const sessionLost = new Set([1053, 1077, 1152, 1158, 1159, 1160, 1161, 1317, 1927, 4031]);

const tlsCodes = new Set(['HANDSHAKE_SSL_ERROR', 'HANDSHAKE_NO_SSL_SUPPORT']);

/** The password given in `replace` is not the account's primary one. Not counted as a failed login (tried). */
export const notThePrimaryPassword = 3891;
/** The account has to give its present password with the new one. */
export const presentPasswordMissing = 3892;
/** Locked by `account lock`, unlike the rest, which too many failed logins have locked out for a while. */
const lockedByHand = new Set([3118, 4151]);
const accountLocked = new Set([...lockedByHand, 3955, 4150]);
/** MySQL says so at the login, MariaDB at the first statement. */
const passwordExpired = new Set([1820, 1862]);
/** A limit of the account itself. */
export const limitReached = [1203, 1226] as const;
const hostUnwelcome = new Set([1129, 1130]);

/** What numbers mean that an operator meets. */
const meanings: Readonly<Record<number, string>> = {
  1040: 'too many connections',
  1044: 'no right to use this database',
  1045: 'access denied',
  1049: 'no such database',
  1054: 'no such column',
  1064: 'a syntax error, or more than one statement',
  1102: 'no name of a database',
  1142: 'no right to use this table',
  1146: 'no such table',
  1203: 'too many connections of this account',
  1205: 'a wait for a lock took too long',
  1223: 'a global read lock is held',
  1226: 'a limit of this account is used up',
  1227: 'a privilege is missing',
  1290: 'an option of the server, such as read_only, does not allow it',
  1317: 'it was interrupted',
  1372: 'the verifier does not fit the method of the account',
  1396: 'the account cannot be altered',
  1698: 'access denied',
  1792: 'a read-only transaction',
  1819: 'it does not satisfy the password policy',
  1836: 'the server only reads',
  1969: 'the time of the statement was over',
  3024: 'the time of the statement was over',
  3032: 'the server is offline for maintenance',
  3638: 'the password history does not allow it',
  4165: 'too few of its characters differ from those of the present one',
};

/**
 * The number the server answered, with the meaning it has in the manual. The server's own text is left behind: it may
 * quote a statement, a row or whatever a server likes to say. Where nothing
 * here expects it, it is a failure all the same, with a code: no answer of a server is a bug of ours.
 */
export class ServerError extends ServiceError {
  readonly errno: number;
  /** MariaDB does not let a verifier through that it cannot judge; no number of its own tells it. */
  readonly isUnjudged: boolean;

  constructor(errno: number, { isUnjudged = false } = {}) {
    const meaning = meanings[errno];
    super(meaning === undefined ? `error ${errno}` : `${meaning} (error ${errno})`);
    this.name = 'ServerError';
    this.errno = errno;
    this.isUnjudged = isUnjudged;
  }
}

/** What a statement is for, and the statement that adds the privilege it needs. */
export interface Needs {
  readonly what: string;
  readonly fix: string;
}

/** What was tried when an error came, so that it can say what to do. */
export interface Attempt {
  readonly service: string;
  readonly principal: string;
  readonly needs?: Needs | undefined;
  /** The account whose password was to be set, where it is another one. */
  readonly sets?: string | undefined;
}

export function isLoginRefusal(error: unknown): boolean {
  return error instanceof ServerError && loginRefused.has(error.errno);
}

export function isPrivilegeMissing(error: ServerError): boolean {
  return privilegeMissing.has(error.errno);
}

export function isErrno(error: unknown, ...numbers: readonly number[]): boolean {
  const said = error instanceof Error && !(error instanceof ServerError) ? error.cause : error;
  return said instanceof ServerError && numbers.includes(said.errno);
}

/** Whether a login ended at `account lock`: it says nothing of the password, but nobody gets in. */
export function isLockedByHand(error: unknown): boolean {
  return isErrno(error, ...lockedByHand);
}

/**
 * Whether a login that ended has shown all the same that the password is right: MySQL and MariaDB look at the lock of an
 * account, its expiry and its limits only after its password (tried on MySQL 9.7 and MariaDB 10.11).
 */
export function provesPassword(error: unknown): boolean {
  return isErrno(error, ...lockedByHand, ...passwordExpired, ...limitReached);
}

/** Why an account is let in no more, whatever its password. */
export function barred(error: ServerError, { principal, service }: Attempt): LoginBlocked | undefined {
  const say = (why: string, fix: string, isMendedByRotation = false) =>
    new LoginBlocked(principal, service, why, fix, { cause: error, isMendedByRotation });
  const { errno } = error;
  if (accountLocked.has(errno)) return say('it is locked', 'Unlock it: alter user … account unlock');
  if (passwordExpired.has(errno)) return say('its password has expired', 'Set it once by hand', true);
  if (hostUnwelcome.has(errno))
    return say(
      `it takes no login from this function's address (error ${errno})`,
      'Let the address in, or flush hosts',
    );
  return undefined;
}

const unjudged =
  'the account is gone or, on MariaDB, a validation plugin wants to see the password, of which only a verifier is sent: set global strict_password_validation = off';

/** Called with what the server said, or with a failure of the connection. */
export function translate(
  error: unknown,
  { service, principal, needs, sets = principal }: Attempt,
): RotationError {
  if (error instanceof ServerError) {
    const { errno, said } = error;
    if (needs && isPrivilegeMissing(error))
      return new PrivilegeMissing(principal, needs.what, needs.fix, error);
    const bar = barred(error, { service, principal });
    if (bar) return bar;
    if (errno === cannotAlter || error.isUnjudged)
      return new PasswordRejected(sets, `${said}; ${unjudged}`, error);
    if (passwordRejected.has(errno)) return new PasswordRejected(sets, said, error);
    if (comeBackLater.has(errno)) return new Busy(service, said, error);
    if (sessionLost.has(errno)) return new Unreachable(service, said, { cause: error });
    return error.by(service);
  }
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return ours(error);
  if (tlsCodes.has(error.code) && !('syscall' in error)) return new TlsFailed(service, error.message, error);
  return new Unreachable(service, error.message, { cause: error });
}
