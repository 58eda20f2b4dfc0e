import mysql from 'mysql2/promise';
import pg from 'pg';
import type { ServerAddress } from '../servers/server.ts';
import type { OpenSession } from './subject.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

export type Query = (statement: string) => Promise<readonly unknown[]>;

/** Logs in over verified TLS and out again. Answers what the server said if it refused, else nothing. */
export async function login(server: ServerAddress, credential: Login): Promise<string | undefined> {
  try {
    await session(server, credential, (query) => query('select 1'));
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}

/** A session of a person or an application, closed when `work` is done. */
export function session<Answer>(
  server: ServerAddress,
  credential: Login,
  work: (query: Query) => Promise<Answer>,
): Promise<Answer> {
  return server.engine === 'postgresql'
    ? onPostgresql(server, credential, work)
    : onMysql(server, credential, work);
}

/** A session of an application's pool, which stays until it is closed or ended by somebody. */
export async function openSession(server: ServerAddress, credential: Login): Promise<OpenSession> {
  let close = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  let work = Promise.resolve();
  const query = await new Promise<Query>((resolve, reject) => {
    work = session(server, credential, (opened) => {
      resolve(opened);
      return closed;
    });
    work.catch(reject);
  });
  return {
    answers: () =>
      query('select 1').then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: async () => {
      close();
      await work.catch(() => {});
    },
  };
}

export function asAdmin<Answer>(
  server: ServerAddress,
  work: (query: Query) => Promise<Answer>,
  database?: string,
): Promise<Answer> {
  return session(server, { ...server.admin, ...(database === undefined ? {} : { database }) }, work);
}

async function onPostgresql<Answer>(
  server: ServerAddress,
  { user, password, database = 'postgres' }: Login,
  work: (query: Query) => Promise<Answer>,
): Promise<Answer> {
  const { host, port, certificateAuthority } = server;
  const client = new pg.Client({ host, port, user, password, database, ssl: { ca: certificateAuthority } });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(async (statement) => (await client.query(statement)).rows);
  } finally {
    await client.end();
  }
}

async function onMysql<Answer>(
  server: ServerAddress,
  { user, password, database }: Login,
  work: (query: Query) => Promise<Answer>,
): Promise<Answer> {
  const { host, port, certificateAuthority } = server;
  const connection = await mysql.createConnection({
    host,
    port,
    user,
    password,
    ...(database === undefined ? {} : { database }),
    ssl: { ca: certificateAuthority, minVersion: 'TLSv1.2' },
  });
  connection.on('error', () => {});
  try {
    return await work(async (statement) => {
      const [rows] = await connection.query(statement);
      return Array.isArray(rows) ? rows : [];
    });
  } finally {
    await connection.end();
  }
}

const refusals: readonly unknown[] = ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR'];

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && refusals.includes(error.code);
}
