import * as z from 'zod';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { CloudService } from '../service.ts';

/** Gives an account another password, in one call that is not repeated here. Source: RDS ResetAccountPassword. */
export async function resetAccountPassword(
  rds: CloudService,
  DBInstanceId: string,
  AccountName: string,
  password: Sensitive,
  signal: AbortSignal,
): Promise<void> {
  await rds.askOnce('ResetAccountPassword', z.unknown(), { DBInstanceId, AccountName }, signal, {
    AccountPassword: password.reveal(),
  });
}
