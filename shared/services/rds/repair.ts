import type { Repair } from '../../engine/rotation/service.ts';
import { type Acting, isSameLogin } from '../database/acting.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { AccountApi } from './account-api.ts';

/**
 * Returns a repair by which the API of RDS sets the password of the current account again. Another stored value has
 * logged in by then and has the lock. Returns undefined if the current value itself has, so that its password is right:
 * the API cannot mend what else keeps an application out.
 */
export function repairByApi(
  api: AccountApi,
  { value }: Pick<Acting<unknown>, 'value'>,
  current: DatabaseSecret,
): Repair<DatabaseSecret> | undefined {
  if (isSameLogin(value, current)) return undefined;
  return { repair: ({ AccountName, AccountPassword }) => api.setPassword(AccountName, AccountPassword) };
}
