import * as z from 'zod';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { CloudService } from '../service.ts';

/** A standard account to be made, with its first password. */
interface NewAccount {
  readonly DBInstanceId: string;
  readonly AccountName: string;
  /** 2 to 256 characters: letters, digits, `_` and `-`. Begins with a letter. */
  readonly AccountDescription: string;
}

/** Makes a standard account, in one call that is not repeated. RDS may answer before it can log in. Source: RDS CreateAccount. */
export async function createAccount(
  rds: CloudService,
  account: NewAccount,
  password: Sensitive,
  signal: AbortSignal,
): Promise<void> {
  await rds.askOnce('CreateAccount', z.unknown(), { ...account, AccountType: 'Normal' }, signal, {
    AccountPassword: password.reveal(),
  });
}
