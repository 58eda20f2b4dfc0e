import { Socket } from 'node:net';
import pg from 'pg';
import * as z from 'zod';
import { LoginBlocked, PrivilegeMissing, SecretMalformed } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { boundSession, type SessionBounds } from '../../runtime/session-bounds.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import { type Attempt, isForbidden, isRefusal, type Needs, ServerError, translate } from './errors.ts';
import { guardMessages } from './guarded-messages.ts';
import { identifier } from './quoting.ts';

/** A server that has not finished a login after this many milliseconds is as good as not there. */
const loginTimeout = 10_000;
const keepAliveDelay = 10_000;

/** What the driver knows and its types do not tell; a server need not announce a process. */
const Announced = z.object({
  processID: z
    .number()
    .nullable()
    .transform((pid) => pid ?? 0),
});

/** How sessions are opened: whom to trust, and the one deadline. */
export interface Dialling {
  readonly secret: SecretId;
  /** PEM certificates that are trusted in place of the runtime's own list. */
  readonly authorities: string | undefined;
  readonly signal: AbortSignal;
}

/** One login. Every error it throws is translated; it is closed when it is disposed of, or by the signal. */
export interface Session extends AsyncDisposable {
  readonly principal: string;
  /** Host and port. */
  readonly service: string;
  /** The process of the server by which it is, as it was told at login. */
  readonly announced: number;
  /** How the server, or a pool before it, has asked for the password. */
  readonly askedBy: 'md5' | 'scram-sha-256';
  /** Logs in once more in the same way. */
  again(): Promise<Session | 'refused'>;
  /** Leaves nothing behind to whoever is given the connection next. */
  resetAtEnd(): void;
  /** Nothing is changed by it, so that nobody need look whether it was, and no verifier is made. */
  readonly rehearses?: true;
  /** Present where it rehearses: hears why a statement would be turned down. */
  readonly note?: (missing: string) => void;
  /** `needs` says what to do if the principal lacks the privilege for it. */
  query<Row extends object>(
    text: string,
    values?: readonly unknown[],
    needs?: Needs,
  ): Promise<readonly Row[]>;
  /** Several statements in one message, or a single one that takes no values. */
  run(text: string, needs?: Needs): Promise<void>;
  /** Refuses a text of more than one statement. */
  runSingle(text: string): Promise<void>;
}

/** The database in which every session of one secret works. */
export function databaseOf(value: DatabaseSecret): string {
  return value.DBName ?? 'postgres';
}

/**
 * Logs in over TLS with the certificate and the host name verified; there is no way to ask for less. `refused`
 * when the server turns the credential down.
 */
export async function logIn(dialling: Dialling, value: DatabaseSecret): Promise<Session | 'refused'> {
  const { signal } = dialling;
  const attempt = { service: `${value.Endpoint}:${value.Port}`, principal: value.AccountName };
  const socket = new Socket();
  const bounds = boundSession(socket);
  const client = newClient(dialling, value, socket);
  client.connection.once('sslconnect', () =>
    guardMessages(client.connection.stream, { ...attempt, charge: bounds.charge }),
  );
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

/** Everything is named, since the driver fills what is left out from the environment. */
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
    // In the extended protocol, which takes one statement. None has a name, which a pool would give to another session.
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
    const fix = `If it is locked: alter role ${identifier(AccountName)} login; else look at pg_hba.conf`;
    return new LoginBlocked(AccountName, `${value.Endpoint}:${value.Port}`, failure.said, fix, {
      cause: failure,
    });
  }
  if (failure.sqlState === '3D000')
    return new SecretMalformed(secret, [`DBName: there is no database ${JSON.stringify(database)}`]);
  if (failure.sqlState !== '42501') return undefined;
  const fix = `grant connect on database ${identifier(database)} to ${identifier(AccountName)}`;
  return new PrivilegeMissing(AccountName, 'connect to the database', fix, failure);
}

/** The driver's error object holds the server's own text, which may quote a statement or a row; none of it goes on. */
function scrub(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  // PgBouncer answers a wrong password as if the client had broken the protocol (tried on 1.18).
  const isRefused = error.code === '08P01' && error.message.endsWith('authentication failed');
  return new ServerError(isRefused ? '28P01' : error.code, {
    isConcurrentUpdate: error.message.startsWith('tuple concurrently'),
  });
}
