import * as z from 'zod';
import type { CloudService } from '../service.ts';

/** Takes all rights in some databases from an account. Source: RDS RevokeAccountPrivilege. */
export async function revokeAccountPrivilege(
  rds: CloudService,
  DBInstanceId: string,
  AccountName: string,
  databases: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const DBName = databases.join(',');
  await rds.ask('RevokeAccountPrivilege', z.unknown(), { DBInstanceId, AccountName, DBName }, signal);
}
