import { connect, isIP } from 'node:net';
import { type Connection, createConnection, escapeId } from 'mysql2';
import { ServerFailure } from './account-server.ts';
import type { RdsInstance } from './instance.ts';

/** Milliseconds that a login may take. */
const loginTimeout = 10_000;

type Row = Readonly<Record<string, unknown>>;

export interface MysqlSession extends AsyncDisposable {
  /** Runs a statement. The driver quotes the values. Throws ServerFailure. */
  query(statement: string, values?: readonly string[]): Promise<readonly Row[]>;
}

/** Quotes one name. A dot in it is part of it. */
export const identifier = (name: string) => escapeId(name, true);

/** Logs in as the admin of an instance. Throws ServerFailure. */
export async function openMysqlSession(instance: RdsInstance): Promise<MysqlSession> {
  const connection = createConnection({
    // The driver checks no name in a certificate for an address. With a dot at its end it takes the address for a name.
    host: isIP(instance.Host) === 0 ? instance.Host : `${instance.Host}.`,
    stream: () => connect({ host: instance.Host, port: instance.Port, noDelay: true }),
    user: instance.AdminName,
    password: instance.AdminPassword.reveal(),
    ...(instance.CertificateAuthority === undefined
      ? {}
      : { ssl: { ca: instance.CertificateAuthority, minVersion: 'TLSv1.2', verifyIdentity: true } }),
    charset: 'utf8mb4',
    connectTimeout: loginTimeout,
    flags: ['-LOCAL_FILES', '-MULTI_STATEMENTS'],
    disableEval: true,
  });
  try {
    await connected(connection);
  } catch (error) {
    connection.destroy();
    throw new ServerFailure(error);
  }
  const session = sessionOf(connection);
  try {
    // The driver quotes for a session in which a backslash escapes. A change that waits for a lock must end.
    await session.query(`set session sql_mode = '', lock_wait_timeout = 30`);
    return session;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('connect', () => resolve());
    // This listener stays: without one, a connection that is lost later would end the process.
    connection.on('error', reject);
  });
}

function sessionOf(connection: Connection): MysqlSession {
  const promised = connection.promise();
  return {
    async query(statement, values = []) {
      try {
        const [rows] = await promised.query(statement, [...values]);
        return Array.isArray(rows) ? rows.map((row) => Object.fromEntries(Object.entries(row))) : [];
      } catch (error) {
        throw new ServerFailure(error);
      }
    },
    async [Symbol.asyncDispose]() {
      await promised.end().catch(() => connection.destroy());
    },
  };
}
