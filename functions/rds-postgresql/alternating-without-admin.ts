import { generatePassword, rdsPasswords } from '../../shared/credentials/password.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { logIn, type Session } from '../../shared/databases/postgresql/connector.ts';
import type { Pair } from '../../shared/databases/postgresql/pair.ts';
import { setPassword } from '../../shared/databases/postgresql/password.ts';
import { settle } from '../../shared/databases/postgresql/settle.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import type { Service } from '../../shared/rotation/service.ts';
import { ending } from './end.ts';
import { held, type Opened, requireAccount, tryOut } from './opened.ts';
import { requireSameRights } from './same-rights.ts';
import { namesAccount } from './shares-account.ts';

/**
 * Two accounts take turns, and each changes its own password: the one whose turn it is logs in with the value
 * the previous version keeps. Rights are compared, but nobody is there to level them.
 */
export function alternatingWithoutAdmin(opened: Opened, pair: Pair, reason: string): Service<DatabaseSecret> {
  const { access, acting, rehearse = (session) => session } = opened;
  const { current, policy } = access;
  const account = pair.names.next;
  return {
    strategy: 'alternating-users',
    reason,
    overlaps: true,
    ends: (previous) => previous.AccountName === account,
    next: async () => ({
      ...current,
      AccountName: account,
      AccountPassword: generatePassword(policy.password, rdsPasswords),
    }),
    set: async (next, fresh) => {
      requireAccount('alternating-users', next, account);
      // Before the password of the other account ends: nobody could level the rights afterwards.
      await requireSameRights(acting.session, pair);
      if (acting.session.principal === account)
        return setPassword(acting.session, account, next.AccountPassword);
      await using session = await logInAsNext(opened, next, fresh);
      await settle(session);
      await setPassword(rehearse(session), account, next.AccountPassword);
    },
    prove: async (next) => {
      await tryOut(opened, next);
      await requireSameRights(acting.session, pair);
    },
    ...ending(opened),
    ...held(opened),
    namesAccount: (other) => namesAccount(opened, other, account),
  };
}

/** Where an earlier attempt may have come this far, the new value is the likelier one. */
async function logInAsNext(
  { access, dialling }: Opened,
  next: DatabaseSecret,
  fresh: boolean,
): Promise<Session> {
  const previous = await access.previous();
  const known = fresh ? [previous] : [next, previous];
  for (const value of known) {
    if (value?.AccountName !== next.AccountName) continue;
    const session = await logIn(dialling, value);
    if (session !== 'refused') return session;
  }
  throw new Refused(next.AccountName, 'previous');
}
