import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import pg from 'pg';
import * as z from 'zod';
import { LoginBlocked, PrivilegeMissing, SecretMalformed } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { boundSession, type SessionBounds } from '../../runtime/session-bounds.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import { announcePeer } from '../database/tls-peer.ts';
import { type Attempt, isForbidden, isRefusal, type Needs, ServerError, translate } from './errors.ts';
import { guardMessages } from './guarded-messages.ts';
import { identifier } from './quoting.ts';

/** Milliseconds that a login may take. A server that takes longer counts as unreachable. */
const loginTimeout = 10_000;
const keepAliveDelay = 10_000;

/** A field of the driver that its types omit. A server need not announce a process. */
const Announced = z.object({
  processID: z
    .number()
    .nullable()
    .transform((pid) => pid ?? 0),
});

/** The way to open sessions: the trusted certificates, and the one deadline. */
export interface Dialling {
  readonly secret: SecretId;
  /** PEM certificates that are trusted instead of the runtime's own list. */
  readonly authorities: string | undefined;
  readonly signal: AbortSignal;
}

/** One login. Translates every error that it throws. Closes when it is disposed of, or when the signal aborts. */
export interface Session extends AsyncDisposable {
  readonly principal: string;
  /** Host and port. */
  readonly service: string;
  /** The process id of the session, as the server announced it at login. */
  readonly announced: number;
  /** The method by which the server, or a pool in front of it, asked for the password. */
  readonly askedBy: 'md5' | 'scram-sha-256';
  /** Logs in once more in the same way. */
  again(): Promise<Session | 'refused'>;
  /** Removes the session's settings when it closes, so that the next user of the connection finds none. */
  resetAtEnd(): void;
  /** True for a session that changes nothing. Nobody need check whether it did, and no verifier is made. */
  readonly rehearses?: true;
  /** Sends a statement. `needs` says what to do if the principal lacks the privilege for it. */
  query<Row extends object>(
    text: string,
    values?: readonly unknown[],
    needs?: Needs,
  ): Promise<readonly Row[]>;
  /** Runs several statements in one message, or a single one without values. */
  run(text: string, needs?: Needs): Promise<void>;
  /** Runs a single statement. Fails for a text with more than one. */
  runSingle(text: string): Promise<void>;
}

/** Returns the database in which every session of one secret works. */
export function databaseOf(value: DatabaseSecret): string {
  return value.DBName ?? 'postgres';
}

/**
 * Logs in over TLS, and verifies the certificate and the host name. There is no option to verify less. Returns
 * `refused` if the server rejects the credential.
 */
export async function logIn(dialling: Dialling, value: DatabaseSecret): Promise<Session | 'refused'> {
  const { signal } = dialling;
  const attempt = { service: `${value.Endpoint}:${value.Port}`, principal: value.AccountName };
  const socket = new Socket();
  const bounds = boundSession(socket);
  const client = newClient(dialling, value, socket);
  client.connection.once('sslconnect', () => {
    const { stream } = client.connection;
    if (stream instanceof TLSSocket)
      stream.once('secureConnect', () => announcePeer(attempt.service, stream));
    guardMessages(stream, { ...attempt, charge: bounds.charge });
  });
  let askedBy: Session['askedBy'] = 'scram-sha-256';
  client.connection.once('authenticationMD5Password', () => {
    askedBy = 'md5';
  });
  const abort = () => socket.destroy(new Error('Connection terminated: the time ran out'));
  client.on('error', () => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect();
  } catch (error) {
    signal.removeEventListener('abort', abort);
    socket.destroy();
    const failure = signal.aborted ? new Error('Connection terminated: the time ran out') : scrub(error);
    if (isRefusal(failure)) return 'refused';
    throw explainLogin(dialling, value, failure) ?? translate(failure, attempt);
  }
  return openSession({
    client,
    attempt,
    bounds,
    askedBy,
    again: () => logIn(dialling, value),
    release: () => signal.removeEventListener('abort', abort),
  });
}

/** Makes a client. Sets every option, since the driver fills missing ones from the environment. */
function newClient({ authorities }: Dialling, value: DatabaseSecret, socket: Socket): pg.Client {
  return new pg.Client({
    host: value.Endpoint,
    port: value.Port,
    database: databaseOf(value),
    user: value.AccountName,
    password: value.AccountPassword.reveal(),
    application_name: 'secret-rotation',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: loginTimeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelay,
    sslnegotiation: 'postgres',
    ssl: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(authorities === undefined ? {} : { ca: authorities }),
    },
    stream: () => socket,
  });
}

interface Opening extends Pick<Session, 'again' | 'askedBy'> {
  readonly client: pg.Client;
  readonly attempt: Attempt;
  readonly bounds: SessionBounds;
  release(): void;
}

interface Sent extends pg.QueryConfig {
  readonly queryMode?: 'extended';
}

function openSession({ client, attempt, bounds, askedBy, again, release }: Opening): Session {
  let isReset = false;
  const send = async <Row extends object>(query: Sent, needs: Needs | undefined) => {
    try {
      return (await bounds.answer(client.query<Row>(query))).rows;
    } catch (error) {
      throw translate(scrub(error), needs ? { ...attempt, needs } : attempt);
    }
  };
  return {
    principal: attempt.principal,
    service: attempt.service,
    announced: Announced.parse(client).processID,
    askedBy,
    again,
    resetAtEnd: () => {
      isReset = true;
    },
    query: (text, values = [], needs) => send({ text, values: [...values] }, needs),
    run: async (text, needs) => void (await send({ text }, needs)),
    // The extended protocol takes only one statement. The statement has no name, since a pool would give a named one to
    // another session.
    runSingle: async (text) => void (await send({ text, queryMode: 'extended' }, undefined)),
    [Symbol.asyncDispose]: async () => {
      if (isReset) await send({ text: 'discard all' }, undefined).catch(() => {});
      await bounds.close(() => client.end());
      release();
    },
  };
}

function explainLogin({ secret }: Dialling, value: DatabaseSecret, failure: unknown): Error | undefined {
  if (!(failure instanceof ServerError)) return undefined;
  const { AccountName } = value;
  const database = databaseOf(value);
  if (isForbidden(failure)) {
    const fix = `If it is locked: alter role ${identifier(AccountName)} login; otherwise check pg_hba.conf`;
    return new LoginBlocked(AccountName, `${value.Endpoint}:${value.Port}`, failure.words, fix, {
      cause: failure,
    });
  }
  if (failure.sqlState === '3D000')
    return new SecretMalformed(secret, [`DBName: there is no database ${JSON.stringify(database)}`]);
  if (failure.sqlState !== '42501') return undefined;
  const fix = `grant connect on database ${identifier(database)} to ${identifier(AccountName)}`;
  return new PrivilegeMissing(AccountName, 'connect to the database', fix, failure);
}

/**
 * Removes the driver's details from an error. The driver's error object holds the server's own text, which may quote a
 * statement or a row.
 */
function scrub(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  // PgBouncer reports a wrong password as a protocol violation of the client (tried on 1.18).
  const isRefused = error.code === '08P01' && error.message.endsWith('authentication failed');
  return new ServerError(isRefused ? '28P01' : error.code, {
    isConcurrentUpdate: error.message.startsWith('tuple concurrently'),
  });
}
