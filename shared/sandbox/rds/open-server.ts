import type { AccountServer } from './account-server.ts';
import type { RdsInstance } from './instance.ts';
import { openMysqlServer } from './mysql-server.ts';
import { openPostgresqlServer } from './postgresql-server.ts';
import { connectError } from './refusals.ts';

/** Logs in to the server of an instance as its admin. Throws a Refusal if that fails. */
export async function openServer(instance: RdsInstance): Promise<AccountServer> {
  const open = instance.Engine === 'PostgreSQL' ? openPostgresqlServer : openMysqlServer;
  try {
    return await open(instance);
  } catch {
    throw connectError();
  }
}
