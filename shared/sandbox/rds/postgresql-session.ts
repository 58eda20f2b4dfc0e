import pg from 'pg';
import { ServerFailure } from './account-server.ts';
import type { RdsInstance } from './instance.ts';

/** Milliseconds that a login, and then each statement, may take. */
const loginTimeout = 10_000;
const statementTimeout = 30_000;

/** Functions that quote a name or a text, for statements that cannot bind it. */
export const { escapeIdentifier: identifier, escapeLiteral: literal } = pg;

type Row = Readonly<Record<string, unknown>>;

export interface PostgresqlSession extends AsyncDisposable {
  /** Runs a statement. The server binds the values. Throws ServerFailure. */
  query(statement: string, values?: readonly string[]): Promise<readonly Row[]>;
}

/** Logs in as the admin of an instance. Throws ServerFailure. */
export async function openPostgresqlSession(instance: RdsInstance): Promise<PostgresqlSession> {
  const client = new pg.Client({
    host: instance.Host,
    port: instance.Port,
    database: 'postgres',
    user: instance.AdminName,
    password: instance.AdminPassword.reveal(),
    application_name: 'sandbox',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: loginTimeout,
    statement_timeout: statementTimeout,
    ssl:
      instance.CertificateAuthority === undefined
        ? false
        : { ca: instance.CertificateAuthority, minVersion: 'TLSv1.2' },
  });
  // Without a listener, a connection that is lost would end the process.
  client.on('error', () => undefined);
  const query = async (statement: string, values: readonly string[] = []): Promise<readonly Row[]> => {
    try {
      return (await client.query(statement, [...values])).rows;
    } catch (error) {
      throw new ServerFailure(error);
    }
  };
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new ServerFailure(error);
  }
  return { query, [Symbol.asyncDispose]: () => client.end().catch(() => undefined) };
}
