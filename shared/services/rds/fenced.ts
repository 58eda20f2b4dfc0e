import { afterChange } from '../../engine/rotation/internal-error.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';
import { isSameLogin } from '../database/acting.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { AccountApi } from './account-api.ts';

/**
 * Returns an API that notices when its caller has lost the lock meanwhile. A call of the API does not end with the
 * session that holds the lock, as a statement does: a process that was frozen sends it late, when another rotation may
 * have promoted a value of the same account. `unlocked` then sets that value again, and the error of the lock is thrown.
 */
export function fenced(
  api: AccountApi,
  unlocked: Pick<AccountApi, 'setPassword'>,
  access: Pick<RotationContext<DatabaseSecret>, 'current' | 'staged'>,
  confirmLock: () => Promise<void>,
): AccountApi {
  const confirm = async (account: string, password: Sensitive) => {
    try {
      await afterChange('applied', confirmLock);
    } catch (error) {
      const { current } = await access.staged();
      const isOvertaken = current !== undefined && !isSameLogin(current, access.current);
      if (isOvertaken && current.AccountName === account && !current.AccountPassword.equals(password))
        await unlocked.setPassword(account, current.AccountPassword);
      throw error;
    }
  };
  return {
    ...api,
    create: async (account, password, first) => {
      await api.create(account, password, first);
      await confirm(account, password);
    },
    setPassword: async (account, password) => {
      await api.setPassword(account, password);
      await confirm(account, password);
    },
  };
}
