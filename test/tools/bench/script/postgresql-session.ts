import pg from 'pg';
import type { Session } from '../../../../shared/services/postgresql/connector.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import type { Value } from './secret-calls.ts';

/** The driver with the options of the product's connector, and nothing between it and the caller. */
export async function postgresqlLogIn(
  { host, port, certificateAuthority }: ServerAddress,
  value: Value,
  database: string,
): Promise<Session> {
  const client = new pg.Client({
    host,
    port,
    database,
    user: value.AccountName,
    password: value.AccountPassword,
    application_name: 'secret-rotation',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ssl: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ca: certificateAuthority },
  });
  await client.connect();
  return {
    service: host,
    announced: 0,
    askedBy: 'scram-sha-256',
    again: async () => 'refused' as const,
    resetAtEnd: () => {},
    principal: value.AccountName,
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>({ text, values: [...values] })).rows,
    run: async (text) => void (await client.query(text)),
    runSingle: async (text) => void (await client.query({ text, name: 'single' })),
    [Symbol.asyncDispose]: () => client.end(),
  };
}
