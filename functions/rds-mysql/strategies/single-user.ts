import { afterChange } from '../../../shared/engine/rotation/internal-error.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { alterUsers, discarding, identified, setOwn } from '../../../shared/services/mysql/passwords.ts';
import { type Context, renewed, unlessSet } from '../context.ts';
import { setSecond } from './second-account.ts';
import type { Strategy } from './strategy.ts';

/**
 * Gives one account a new password, set by itself or by the admin. The old one stops working at once. Until the new
 * version is promoted, an application that reads the current one cannot log in.
 */
export function singleUser(context: Context, reason: string): Strategy {
  const { AccountName } = context.access.current;
  let present = context.acting.value.AccountPassword;
  const setOnly = async (next: DatabaseSecret) => {
    await setOnlyPassword(context, next, present);
    present = next.AccountPassword;
  };
  return {
    name: 'single-user',
    reason,
    acceptsBoth: false,
    endsPrevious: () => true,
    create: async () => renewed(context, AccountName),
    set: (next, fresh) => {
      // An attempt with alternating accounts has left this value: it is resumed in the same way.
      if (next.AccountName !== AccountName) return setSecond(context, next, fresh);
      return unlessSet(context, next, fresh, () => setOnly(next));
    },
  };
}

/**
 * Sets the only password of the account. `present` is the password that the account accepts by now, used if it acts
 * itself.
 */
async function setOnlyPassword(context: Context, next: DatabaseSecret, present: Sensitive): Promise<void> {
  const { acting, api, configured, entries } = context;
  const { AccountPassword } = next;
  if (api) {
    // An earlier attempt has set it. Once more, it might end the session that has the lock.
    if (!AccountPassword.equals(present)) await api.setPassword(next.AccountName, AccountPassword);
    acting.session.renew(AccountPassword);
    return;
  }
  if (acting.as === 'admin') {
    await acting.session.query(alterUsers(entries, identified(configured.server, AccountPassword)));
    const discard = discarding(configured.server, entries);
    if (discard) await afterChange('applied', () => acting.session.query(discard));
    return;
  }
  await setOwn(acting.session, configured.server, present, AccountPassword);
}
