import { connect } from 'node:net';
import { createConnection, type SslOptions } from 'mysql2/promise';
import type { ServerAddress } from '../../../support/servers/server.ts';
import type { Value } from './secret-calls.ts';

export interface MysqlSession extends AsyncDisposable {
  query(statement: string): Promise<unknown>;
}

export type LogIn = (value: Value, database?: string) => Promise<MysqlSession>;

/** The driver with the options of the product's connector; sessions of one rotation share the trust, as there. */
export function mysqlLogIn({ host, port, certificateAuthority }: ServerAddress): LogIn {
  const ssl: SslOptions = {
    rejectUnauthorized: true,
    verifyIdentity: true,
    minVersion: 'TLSv1.2',
    ca: certificateAuthority,
  };
  return async (value, database) => {
    const socket = connect({ host, port, noDelay: true });
    const connection = await createConnection({
      host,
      port,
      user: value.AccountName,
      password: value.AccountPassword,
      ssl,
      charset: 'utf8mb4',
      connectTimeout: 10_000,
      flags: ['-LOCAL_FILES', '-MULTI_STATEMENTS'],
      multipleStatements: false,
      rowsAsArray: true,
      ...(database === undefined ? {} : { database }),
      stream: () => socket,
    });
    return {
      query: (statement) => connection.query(statement),
      [Symbol.asyncDispose]: () => connection.end(),
    };
  };
}
