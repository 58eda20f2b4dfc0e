import { connect, isIP } from 'node:net';
import { type Connection, createConnection, type SslOptions } from 'mysql2';
import * as z from 'zod';
import { RotationError, Unreachable } from '../../engine/rotation/errors.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import { boundSession, type SessionBounds } from '../../runtime/session-bounds.ts';
import { codeOf, failureOf } from '../database/connection-failure.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import { announcePeer } from '../database/tls-peer.ts';
import {
  type Attempt,
  barred,
  isErrno,
  isLoginRefusal,
  type Needs,
  ServerError,
  translate,
} from './errors.ts';
import { guardPackets, type PacketGuard } from './guarded-packets.ts';
import type { Statement } from './quoting.ts';

/** Milliseconds that a login may take. A server that takes longer counts as unreachable. */
const loginTimeout = 10_000;

/** The driver's codes for an authentication method that it does not know, or that does not take a clear password. */
const unusable = new Set<unknown>(['AUTH_SWITCH_PLUGIN_ERROR', 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED']);

/**
 * Error numbers for a database: no right to use it, no database of that name, and an impossible name. The server checks
 * each after the password.
 */
export const unusableDatabase = [1044, 1049, 1102] as const;

/** All cells as text, whatever type the driver read. */
const Rows = z.union([
  z.array(z.array(z.unknown().transform((cell) => (cell === null ? null : String(cell))))),
  z.unknown().transform(() => []),
]);
export type Row = readonly (string | null)[];

/** The way to open the sessions of one opening. They share `trust`, so that a second handshake is a short one. */
export interface Dialling {
  readonly trust: SslOptions;
  readonly signal: AbortSignal;
  /**
   * Ids of our own sessions that were asked for theirs. None of these sessions is ended, though the server may list one
   * for a while after it was closed.
   */
  readonly own: Set<number>;
}

/** One login. Translates every error that it throws. Closes when it is disposed of, or when the signal aborts. */
export interface Session extends AsyncDisposable {
  readonly principal: string;
  readonly service: string;
  /** The connection id that the server announced at the login. */
  readonly announced: number;
  /** Logs in once more with the same value, or with the password that the session has since set for itself. */
  again(): Promise<Session | 'refused'>;
  /** Records that the session has set its own password. */
  renew(password: Sensitive): void;
  /** Ids of our own sessions; see {@link Dialling}. */
  readonly own: Set<number>;
  /** Undoes the settings of the session when it closes, since a proxy in between may give its connection to others. */
  resetAtEnd(): void;
  /** True for a session that changes nothing, so that nobody need check whether it did. */
  readonly rehearses?: true;
  /**
   * Sends a statement. `needs` says what to do if the principal lacks the privilege. If no answer comes within
   * `longest` milliseconds, the session is ended. The server notices that.
   */
  query(statement: Statement, needs?: Needs, longest?: number): Promise<readonly Row[]>;
}

/**
 * Returns how to open sessions. `authorities` are PEM certificates that are trusted instead of the runtime's own list.
 */
export function dialling(authorities: string | undefined, signal: AbortSignal): Dialling {
  const trust = { rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2' };
  return {
    trust: authorities === undefined ? trust : { ...trust, ca: authorities },
    signal,
    own: new Set(),
  };
}

/**
 * Logs in over TLS, and verifies the certificate and the host name. There is no option to verify less. Returns
 * `refused` if the server rejects the credential.
 */
export async function logIn(
  dialling: Dialling,
  value: DatabaseSecret,
  database?: string,
): Promise<Session | 'refused'> {
  const { trust, signal, own } = dialling;
  const attempt = { service: `${value.Endpoint}:${value.Port}`, principal: value.AccountName };
  if (signal.aborted) throw outOfTime(attempt);
  const socket = connect({ host: value.Endpoint, port: value.Port, signal, noDelay: true });
  const bounds = boundSession(socket);
  try {
    const connection = createConnection({
      ...options(value, trust),
      ...(database === undefined ? {} : { database }),
      stream: () => socket,
    });
    const guard = guardPackets(connection, socket, bounds.charge, (stream) => {
      announcePeer(attempt.service, stream);
    });
    await connected(connection);
    const again = (password: Sensitive = value.AccountPassword) =>
      logIn(dialling, { ...value, AccountPassword: password }, database);
    return openSession({ connection, guard, bounds, own, again }, attempt, signal);
  } catch (error) {
    socket.destroy();
    if (signal.aborted) throw outOfTime(attempt);
    const failure = scrub(error);
    if (isLoginRefusal(failure)) return 'refused';
    throw explainLogin(failure, attempt) ?? translate(failure, attempt);
  }
}

function options(value: DatabaseSecret, ssl: SslOptions) {
  return {
    // The driver would check no name at all for an address. With a dot at its end it takes the address for a name.
    // Node's check ignores that dot, and finds the address among the certificate's addresses.
    host: isIP(value.Endpoint) ? `${value.Endpoint}.` : value.Endpoint,
    port: value.Port,
    user: value.AccountName,
    password: value.AccountPassword.reveal(),
    ssl,
    charset: 'utf8mb4',
    connectTimeout: loginTimeout,
    flags: ['-LOCAL_FILES', '-MULTI_STATEMENTS'],
    multipleStatements: false,
    // The driver would otherwise compile its row readers from names that the server sends.
    disableEval: true,
    rowsAsArray: true,
  };
}

function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('connect', () => resolve());
    // This listener stays: without one, a connection that is lost between two statements would end the process.
    connection.on('error', reject);
  });
}

interface OpenLogin {
  readonly connection: Connection;
  readonly guard: PacketGuard;
  readonly bounds: SessionBounds;
  readonly own: Set<number>;
  again(password?: Sensitive): Promise<Session | 'refused'>;
}

function openSession(
  { connection, guard, bounds, own, again }: OpenLogin,
  attempt: Attempt,
  signal: AbortSignal,
): Session {
  const send = (text: string) =>
    new Promise<unknown>((resolve, reject) => {
      guard.watch(connection.query(text, (error, rows) => (error ? reject(error) : resolve(rows))));
    });
  const leave = () => new Promise<void>((resolve) => connection.end(() => resolve()));
  const reset = () => new Promise<void>((resolve) => connection.reset(() => resolve()));
  let isReset = false;
  let renewed: Sensitive | undefined;
  return {
    principal: attempt.principal,
    service: attempt.service,
    announced: connection.threadId ?? 0,
    own,
    again: () => again(renewed),
    renew: (password) => {
      renewed = password;
    },
    resetAtEnd: () => {
      isReset = true;
    },
    query: async (statement, needs, longest) => {
      const text = statement.reveal();
      const rows = await bounds.answer(send(text), longest).catch((error: unknown) => {
        if (signal.aborted) throw outOfTime(attempt);
        throw translate(scrub(error), { ...attempt, needs, sets: statement.sets });
      });
      return Rows.parse(rows);
    },
    [Symbol.asyncDispose]: async () => {
      if (signal.aborted) connection.destroy();
      await bounds.close(async () => {
        if (signal.aborted) return;
        if (isReset) await reset();
        await leave();
      });
    },
  };
}

/**
 * Removes the driver's details from an error. The driver's error object holds the statement, and its text may be the
 * server's. Only the number of an answer is kept, and only the code of any other failure.
 */
function scrub(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('sqlMessage' in error && 'errno' in error)
    return new ServerError(Number(error.errno), {
      isUnjudged: String(error.sqlMessage).includes('strict-password-validation'),
    });
  const code = codeOf(error) ?? 'PROTOCOL_CONNECTION_LOST';
  // The driver uses the same code for a connection that broke during the handshake and for a refused certificate.
  const isBrokenOff = error.message.startsWith('Client network socket disconnected');
  return Object.assign(new Error(isBrokenOff ? 'the connection broke off' : failureOf(error, code)), {
    code: isBrokenOff ? 'ECONNRESET' : code,
    ...('syscall' in error ? { syscall: true } : {}),
  });
}

function explainLogin(failure: unknown, { principal, service }: Attempt): RotationError | undefined {
  if (failure instanceof ServerError) {
    const bar = barred(failure, { principal, service });
    if (bar) return bar;
    if (isErrno(failure, ...unusableDatabase))
      return new RotationError(
        'refused',
        `${principal} may not use the database that DBName names, or it does not exist.`,
        { cause: failure },
      );
  }
  if (failure instanceof Error && 'code' in failure && unusable.has(failure.code))
    return new RotationError(
      'strategy-unavailable',
      `${principal} on ${service} logs in with a method that this product cannot use`,
      { cause: failure },
    );
  return undefined;
}

function outOfTime({ service }: Attempt): Unreachable {
  return new Unreachable(service, 'the time of this invocation ran out');
}
