import { afterChange } from '../../../shared/engine/rotation/internal-error.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { alterUsers, discarding, identified, setOwn } from '../../../shared/services/mysql/passwords.ts';
import { type Context, renewed, unlessSet } from '../context.ts';
import { setSecond } from './second-account.ts';
import type { Strategy } from './strategy.ts';

/**
 * One account gets a new password, from itself or from the admin. The old one stops working at once, and until the
 * new version is promoted nobody who reads the current one gets in.
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
      // An attempt that made the accounts take turns left this value: it is gone on with as it was begun.
      if (next.AccountName !== AccountName) return setSecond(context, next, fresh);
      return unlessSet(context, next, fresh, () => setOnly(next));
    },
  };
}

/** `present`: what the account accepts by now, where it acts itself. */
async function setOnlyPassword(context: Context, next: DatabaseSecret, present: Sensitive): Promise<void> {
  const { acting, configured, entries } = context;
  const { AccountPassword } = next;
  if (acting.as === 'admin') {
    await acting.session.query(alterUsers(entries, identified(configured.server, AccountPassword)));
    const discard = discarding(configured.server, entries);
    if (discard) await afterChange('applied', () => acting.session.query(discard));
    return;
  }
  await setOwn(acting.session, configured.server, present, AccountPassword);
}
