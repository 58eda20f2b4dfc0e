import * as z from 'zod';
import type { CloudService } from '../service.ts';

/**
 * Gives an account one right in each of some databases, in place of the one that it has there. The call is not repeated.
 * Source: RDS GrantAccountPrivilege.
 */
export async function grantAccountPrivilege(
  rds: CloudService,
  DBInstanceId: string,
  AccountName: string,
  privileges: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const DBName = [...privileges.keys()].join(',');
  const AccountPrivilege = [...privileges.values()].join(',');
  await rds.askOnce(
    'GrantAccountPrivilege',
    z.unknown(),
    { DBInstanceId, AccountName, DBName, AccountPrivilege },
    signal,
  );
}
