import {
  Busy,
  PrivilegeMissing,
  RotationError,
  ServiceError,
  TlsFailed,
  Unreachable,
} from '../../engine/rotation/errors.ts';
import { ours } from '../../engine/rotation/internal-error.ts';
import { failureOf } from '../database/connection-failure.ts';

/** The SQLSTATE of a refused password. Source of all states in this file: PostgreSQL, appendix A. */
const passwordRefused = '28P01';
/** The role may not log in, or not from this address. Another password would not help. */
const loginForbidden = '28000';
const privilegeMissing = '42501';
const comeBackLater = new Set([
  '25006', // a read-only server: a standby, or a full disk
  '40001',
  '40P01',
  '53300', // too many connections
  '53400',
  '55006',
  '55P03', // a lock was not free in time
  '57014',
  '57P03', // starting up or shutting down
]);
const sessionLost = new Set(['57P01', '57P02', '57P05']);

const tlsCode = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|EPROTO$)/;
/** The driver's own messages for a server without TLS, or one that cannot prove that it knows the verifier. */
const tlsWords = /^(The server does not support SSL|There was an error establishing an SSL|SASL: )/;
const lostWords = /^(Connection terminated|Client (has encountered|was closed)|timeout expired)/;

/** Meanings of the states that an operator meets. */
const meanings: Readonly<Record<string, string>> = {
  '22023': 'a value that the server rejects',
  '22P02': 'a text of another type',
  '25001': 'not inside a transaction',
  '25006': 'only reading is possible: a standby, a full disk, or a read-only transaction',
  '28000': 'logins are not permitted, or not from here',
  '28P01': 'password authentication failed',
  '3D000': 'no such database',
  '40001': 'a concurrent change',
  '40P01': 'a deadlock',
  '42501': 'a privilege is missing',
  '42601': 'a syntax error, or more than one statement',
  '42703': 'no such column',
  '42883': 'no such function',
  '42P01': 'no such table',
  '53300': 'too many connections',
  '55006': 'the object is in use',
  '55P03': 'a lock was not free in time',
  '57014': 'it was interrupted, or its time ran out',
  '57P01': 'the session was ended',
  '57P03': 'the server is starting up or shutting down',
};

/**
 * The SQLSTATE that the server returned, with its meaning from the manual. The server's own text is dropped, since it
 * may quote a statement, a row or any other text. An unexpected state is a failure too, and has a code: no answer of a
 * server is a bug of ours.
 */
export class ServerError extends ServiceError {
  readonly sqlState: string;
  /** Whether two sessions granted on one object at once. The server has no SQLSTATE of its own for this. */
  readonly isConcurrentUpdate: boolean;

  constructor(given: string | undefined, { isConcurrentUpdate = false } = {}) {
    const sqlState = given !== undefined && /^[0-9A-Z]{5}$/.test(given) ? given : 'XX000';
    const meaning = meanings[sqlState];
    super(meaning === undefined ? `SQLSTATE ${sqlState}` : `${meaning} (SQLSTATE ${sqlState})`);
    this.name = 'ServerError';
    this.sqlState = sqlState;
    this.isConcurrentUpdate = isConcurrentUpdate;
  }
}

/** The action that failed, so that its error can suggest a remedy. */
export interface Attempt {
  readonly service: string;
  readonly principal: string;
  /**
   * The purpose of the statement, and the statement that adds a missing privilege. Present if a privilege may be
   * missing.
   */
  readonly needs?: Needs;
}

export interface Needs {
  readonly what: string;
  readonly fix: string;
}

/** Whether the server refused a login: a wrong or expired password, or no such role. The server does not say which. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ServerError && error.sqlState === passwordRefused;
}

/** Whether a privilege is missing that the statement did not name in `needs`. */
export function isDenied(error: unknown): boolean {
  return error instanceof ServerError && error.sqlState === privilegeMissing;
}

/** Whether the server returned one of these states, however that error was translated. */
export function isSqlState(error: unknown, ...states: readonly string[]): boolean {
  const answer = error instanceof Error && !(error instanceof ServerError) ? error.cause : error;
  return answer instanceof ServerError && states.includes(answer.sqlState);
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ServerError && error.sqlState === loginForbidden;
}

/** Translates an error of the server, or any error that its answer made the driver throw. */
export function translate(error: unknown, { service, principal, needs }: Attempt): RotationError {
  if (error instanceof ServerError) {
    const { sqlState } = error;
    if (needs && sqlState === privilegeMissing)
      return new PrivilegeMissing(principal, needs.what, needs.fix, error);
    if (comeBackLater.has(sqlState) || error.isConcurrentUpdate) return new Busy(service, error.words, error);
    if (sessionLost.has(sqlState) || sqlState.startsWith('08'))
      return new Unreachable(service, error.words, { cause: error });
    return error.by(service);
  }
  if (error instanceof RotationError || !(error instanceof Error)) return ours(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // The server chose the text of its certificate, and the driver may repeat received data.
  const [, words] =
    /^(The server does not support SSL|SASL|timeout expired|Connection terminated)/.exec(error.message) ?? [];
  const why = failureOf(error, code || (words ?? 'the connection broke'));
  const cause = new Error(why);
  if (tlsCode.test(code) || tlsWords.test(error.message)) return new TlsFailed(service, why, cause);
  if (code !== '' || lostWords.test(error.message)) return new Unreachable(service, why, { cause });
  return new ServiceError('a message that the driver does not know', service, { cause });
}
