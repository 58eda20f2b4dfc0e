import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';

/** A value of an account of RDS, as a unit test needs it: nothing logs in with it. */
export function valueWith(AccountName: string, password: string): DatabaseSecret {
  return {
    AccountName,
    AccountPassword: new Sensitive(password),
    Endpoint: 'db',
    Port: 3306,
    DBName: undefined,
    DBInstanceId: 'rm-shop',
    text: new Sensitive(''),
  };
}
