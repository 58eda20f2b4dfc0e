import { Busy, PrivilegeMissing, RotationError, TlsFailed, Unreachable } from '../../rotation/errors.ts';

/** SQLSTATE, PostgreSQL's appendix A. */
const passwordRefused = '28P01';
/** The role may not log in, or not from here: another password would not help. */
const loginForbidden = '28000';
const privilegeMissing = '42501';
const comeBackLater = new Set([
  '25006', // a read-only server: a standby, or a full disk
  '40001',
  '40P01',
  '53300', // too many connections
  '53400',
  '55006',
  '55P03', // a lock was not to be had in time
  '57014',
  '57P03', // starting up or shutting down
]);
const sessionLost = new Set(['57P01', '57P02', '57P05']);

const tlsCode = /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|EPROTO$)/;
/** The driver's own words for a server without TLS, or one that cannot prove that it knows the verifier. */
const tlsWords = /^(The server does not support SSL|There was an error establishing an SSL|SASL: )/;
const lostWords = /^(Connection terminated|Client (has encountered|was closed)|timeout expired)/;
const verifier = /SCRAM-SHA-256\$[^\s'"]*/g;

/**
 * What the server said. It carries the SQLSTATE and the first line only: detail, context and position may quote
 * a statement or a row. Where it is no RotationError's cause, it is a bug.
 */
export class ServerError extends Error {
  readonly sqlState: string;

  constructor(sqlState: string, message: string) {
    super(`${message.replaceAll(verifier, '[verifier]')} (SQLSTATE ${sqlState})`);
    this.name = 'ServerError';
    this.sqlState = sqlState;
  }
}

/** What was tried when an error came, so that it can say what to do. */
export interface Attempt {
  readonly service: string;
  readonly principal: string;
  /** Present where a missing privilege is to be expected: what it is for, and the statement that adds it. */
  readonly needs?: Needs;
}

export interface Needs {
  readonly what: string;
  readonly fix: string;
}

/** A login that was turned down: wrong password, one that has expired, or no such role. It is not told which. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ServerError && error.sqlState === passwordRefused;
}

/** A privilege is missing, where none was named that would be needed. */
export function isDenied(error: unknown): boolean {
  return error instanceof ServerError && error.sqlState === privilegeMissing;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ServerError && error.sqlState === loginForbidden;
}

/** Called with what the server said, or with a failure of the connection. A bug passes through as it is. */
export function translate(error: unknown, { service, principal, needs }: Attempt): unknown {
  if (error instanceof RotationError) return error;
  if (error instanceof ServerError) {
    const { sqlState } = error;
    if (needs && sqlState === privilegeMissing)
      return new PrivilegeMissing(principal, needs.what, needs.fix, error);
    if (comeBackLater.has(sqlState) || isConcurrentUpdate(error))
      return new Busy(service, error.message, error);
    if (sessionLost.has(sqlState) || sqlState.startsWith('08'))
      return new Unreachable(service, error.message, { cause: error });
    return error;
  }
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (tlsCode.test(code) || tlsWords.test(error.message)) return new TlsFailed(service, error.message, error);
  if (code !== '' || lostWords.test(error.message))
    return new Unreachable(service, error.message || code, { cause: error });
  return error;
}

/** Two sessions that grant on one object at once: the server has no SQLSTATE of its own for it. */
function isConcurrentUpdate(error: ServerError): boolean {
  return error.sqlState === 'XX000' && error.message.startsWith('tuple concurrently');
}
