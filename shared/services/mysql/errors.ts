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

/** Numbers from MySQL's "Server Error Message Reference". MariaDB's are the same below 1900. */
const loginRefused = new Set([1045, 1698]);
const privilegeMissing = new Set([1044, 1045, 1095, 1142, 1143, 1227, 1370, 1410, 1698]);
/** A privilege that belongs to no database is missing. */
export const privilegeRefused = 1227;
/** The server's password policy rejects the password. */
export const brokenPolicy = 1819;
/**
 * The number of `alter user` for two cases. The account is gone, or MariaDB's validation plugins reject a password that
 * they cannot judge.
 */
const cannotAlter = 1396;
/** Numbers for an account that does not exist, when a statement shows it or its grants. */
export const missingAccount = [1133, 1141, cannotAlter] as const;
/** An option of the server, such as `read_only`, blocks the statement. */
const optionPrevents = 1290;
/** The account had this password before. */
export const brokenHistory = 3638;
/** The password is too similar to the present one. The server compares them only if `replace` gives the present one. */
export const tooSimilar = 4165;
const passwordRejected = new Set([
  1133, // the account is gone
  1372, // not a verifier of the plugin
  brokenPolicy,
  brokenHistory,
  tooSimilar,
]);
/** All connections of the server are in use. */
export const tooManyConnections = 1040;
const comeBackLater = new Set([
  tooManyConnections,
  1203,
  1205, // a lock on the account tables, such as one of a backup
  1213,
  1223,
  1226, // a limit of this account
  optionPrevents, // read-only
  1792,
  1836,
  1969, // MariaDB: the statement has waited too long
  3032, // offline mode
]);
const sessionLost = new Set([1053, 1077, 1152, 1158, 1159, 1160, 1161, 1317, 1927, 4031]);

const tlsCodes = new Set(['HANDSHAKE_SSL_ERROR', 'HANDSHAKE_NO_SSL_SUPPORT']);

/**
 * The password in `replace` is not the account's primary one. The server does not count this as a failed login (tried).
 */
export const notThePrimaryPassword = 3891;
/** The account must give its present password with the new one. */
export const presentPasswordMissing = 3892;
/** Locked by `account lock`. Too many failed logins cause the other lock numbers, for a while. */
const lockedByHand = new Set([3118, 4151]);
const accountLocked = new Set([...lockedByHand, 3955, 4150]);
/** The password has expired. MySQL reports this at the login, MariaDB at the first statement. */
const passwordExpired = new Set([1820, 1862]);
/** A limit of the account itself is reached. */
export const limitReached = [1203, 1226] as const;
const hostUnwelcome = new Set([1129, 1130]);

/** Meanings of the numbers that an operator meets. */
const meanings: Readonly<Record<number, string>> = {
  1040: 'too many connections',
  1044: 'no right to use this database',
  1045: 'access denied',
  1049: 'no such database',
  1054: 'no such column',
  1064: 'a syntax error, or more than one statement',
  1102: 'an invalid name of a database',
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
  1969: 'the statement took too long',
  3024: 'the statement took too long',
  3032: 'the server is offline for maintenance',
  3638: 'the password history does not allow it',
  4165: 'too few of its characters differ from the present password',
};

/**
 * The number that the server returned, with its meaning from the manual. The server's own text is dropped, since it may
 * quote a statement, a row or any other text. An unexpected number is a failure too, and has a code: no answer of a
 * server is a bug of ours.
 */
export class ServerError extends ServiceError {
  readonly errno: number;
  /** Whether MariaDB rejected a verifier that it cannot judge. It has no error number of its own for this. */
  readonly isUnjudged: boolean;

  constructor(errno: number, { isUnjudged = false } = {}) {
    const meaning = meanings[errno];
    super(meaning === undefined ? `error ${errno}` : `${meaning} (error ${errno})`);
    this.name = 'ServerError';
    this.errno = errno;
    this.isUnjudged = isUnjudged;
  }
}

/** The purpose of a statement, and the statement that grants the privilege for it. */
export interface Needs {
  readonly what: string;
  readonly fix: string;
}

/** The action that failed, so that its error can suggest a remedy. */
export interface Attempt {
  readonly service: string;
  readonly principal: string;
  readonly needs?: Needs | undefined;
  /** The account whose password the statement sets, if it is another one. */
  readonly sets?: string | undefined;
}

export function isLoginRefusal(error: unknown): boolean {
  return error instanceof ServerError && loginRefused.has(error.errno);
}

export function isPrivilegeMissing(error: ServerError): boolean {
  return privilegeMissing.has(error.errno);
}

export function isErrno(error: unknown, ...numbers: readonly number[]): boolean {
  const answer = error instanceof Error && !(error instanceof ServerError) ? error.cause : error;
  return answer instanceof ServerError && numbers.includes(answer.errno);
}

/** Whether a login failed because of `account lock`. This proves nothing about the password, but nobody can log in. */
export function isLockedByHand(error: unknown): boolean {
  return isErrno(error, ...lockedByHand);
}

/**
 * Whether a failed login has still shown that the password is right. MySQL and MariaDB check an account's lock, expiry
 * and limits only after its password (tried on MySQL 9.7 and MariaDB 10.11).
 */
export function provesPassword(error: unknown): boolean {
  return isErrno(error, ...lockedByHand, ...passwordExpired, ...limitReached);
}

/** Returns why the server rejects an account whatever its password, or undefined for another error. */
export function barred(error: ServerError, { principal, service }: Attempt): LoginBlocked | undefined {
  const say = (why: string, fix: string, isMendedByRotation = false) =>
    new LoginBlocked(principal, service, why, fix, { cause: error, isMendedByRotation });
  const { errno } = error;
  if (accountLocked.has(errno)) return say('it is locked', 'Unlock it: alter user … account unlock');
  if (passwordExpired.has(errno)) return say('its password has expired', 'Set it once by hand', true);
  if (hostUnwelcome.has(errno))
    return say(
      `the server refuses logins from this function's address (error ${errno})`,
      'Allow the address, or run flush hosts',
    );
  return undefined;
}

const unjudged =
  'the account is gone or, on MariaDB, a validation plugin needs the password, but only a verifier is sent: set global strict_password_validation = off';

/** Translates an error of the server, or a failure of the connection. */
export function translate(
  error: unknown,
  { service, principal, needs, sets = principal }: Attempt,
): RotationError {
  if (error instanceof ServerError) {
    const { errno, words } = error;
    if (needs && isPrivilegeMissing(error))
      return new PrivilegeMissing(principal, needs.what, needs.fix, error);
    const bar = barred(error, { service, principal });
    if (bar) return bar;
    if (errno === cannotAlter || error.isUnjudged)
      return new PasswordRejected(sets, `${words}; ${unjudged}`, error);
    if (passwordRejected.has(errno)) return new PasswordRejected(sets, words, error);
    if (comeBackLater.has(errno)) return new Busy(service, words, error);
    if (sessionLost.has(errno)) return new Unreachable(service, words, { cause: error });
    return error.by(service);
  }
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return ours(error);
  if (tlsCodes.has(error.code) && !('syscall' in error)) return new TlsFailed(service, error.message, error);
  return new Unreachable(service, error.message, { cause: error });
}
