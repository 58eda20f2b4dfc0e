import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { insist } from '../../../shared/services/postgresql/insist.ts';
import { setPassword } from '../../../shared/services/postgresql/password.ts';
import { whenSettled } from '../../../shared/services/rds/when-settled.ts';
import { type Context, requireAccount, tryOut } from '../context.ts';
import { withRoom } from '../free-sessions.ts';
import { setPassword as setByApi } from './alternating-by-api.ts';
import type { Strategy } from './strategy.ts';

/**
 * Gives one account a new password, set by itself or by the admin. PostgreSQL keeps one password per role, so the old
 * one stops working at once. Until the new version is promoted, an application that reads the current one cannot log
 * in.
 */
export function singleUser(context: Context, reason: string): Strategy {
  const { access, acting, api } = context;
  const { current, policy } = access;
  let present = acting.value.AccountPassword;
  const test = async (next: DatabaseSecret) => {
    await withRoom(context, [next.AccountName], () => tryOut(context, next));
  };
  return {
    name: 'single-user',
    reason,
    acceptsBoth: false,
    endsPrevious: () => true,
    create: async () => ({ ...current, AccountPassword: generatePassword(policy.password, rdsPasswords) }),
    set: async (next) => {
      const { AccountName: account, AccountPassword: password } = next;
      requireAccount('single-user', next, current.AccountName);
      if (api) {
        // An earlier attempt has set it. Once more, it might end the session that has the lock.
        if (!password.equals(present)) await setByApi(context, api, next, [account]);
        present = password;
        return;
      }
      const change = () => setPassword(acting.session, account, password);
      return access.emergency ? insist(acting.session, [account], change) : change();
    },
    test: (next) => (api ? whenSettled(access, next, () => test(next)) : test(next)),
  };
}
