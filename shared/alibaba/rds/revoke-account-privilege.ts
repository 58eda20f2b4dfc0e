import * as z from 'zod';
import type { CloudService } from '../service.ts';

/** Takes all rights in some databases from an account. The call is not repeated. Source: RDS RevokeAccountPrivilege. */
export async function revokeAccountPrivilege(
  rds: CloudService,
  DBInstanceId: string,
  AccountName: string,
  databases: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const DBName = databases.join(',');
  await rds.askOnce('RevokeAccountPrivilege', z.unknown(), { DBInstanceId, AccountName, DBName }, signal);
}
