import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import { insist } from '../../../shared/services/postgresql/insist.ts';
import { setPassword } from '../../../shared/services/postgresql/password.ts';
import { type Context, requireAccount, tryOut } from '../context.ts';
import { withRoom } from '../free-sessions.ts';
import type { Strategy } from './strategy.ts';

/**
 * One account gets a new password, from itself or from the admin. PostgreSQL keeps one password per role: the
 * old one stops working at once, and until the new version is promoted nobody who reads the current one gets in.
 */
export function singleUser(context: Context, reason: string): Strategy {
  const { access, acting } = context;
  const { current, policy } = access;
  return {
    name: 'single-user',
    reason,
    acceptsBoth: false,
    endsPrevious: () => true,
    create: async () => ({ ...current, AccountPassword: generatePassword(policy.password, rdsPasswords) }),
    set: async (next) => {
      const { AccountName: account, AccountPassword: password } = next;
      requireAccount('single-user', next, current.AccountName);
      const change = () => setPassword(acting.session, account, password);
      return access.emergency ? insist(acting.session, [account], change) : change();
    },
    test: async (next) => void (await withRoom(context, [next.AccountName], () => tryOut(context, next))),
  };
}
