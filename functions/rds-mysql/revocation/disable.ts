import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { Entry } from '../../../shared/services/mysql/entries.ts';
import { brokenHistory, isErrno } from '../../../shared/services/mysql/errors.ts';
import { alterUsers, discarding, identified } from '../../../shared/services/mysql/passwords.ts';
import { verbatim, withClause } from '../../../shared/services/mysql/quoting.ts';
import { isAtLeast } from '../../../shared/services/mysql/server-version.ts';
import type { Context } from '../context.ts';
import { readSecond, requireOwnSecond } from '../strategies/own-second-account.ts';

/**
 * Lets nobody in as the other account until the next rotation gives it a value. Locks it and sets another password,
 * since removing the lock alone would let the old one in again. Stops the count of failed logins, so that each old
 * value can be tried. Throws StrangerInPlace if the account is not shown to be this secret's.
 *
 * The password is that of the current version. It shows the next rotation whose account this is, since MariaDB keeps no
 * mark.
 */
export async function disable(context: Context, account: string): Promise<void> {
  const { acting, configured, access } = context;
  const [first, ...rest] = await readSecond(context, account);
  if (first === undefined) return;
  const entries = [first, ...rest] as const;
  await requireOwnSecond(context, entries);
  try {
    await lock(context, entries, access.current.AccountPassword);
  } catch (error) {
    // A password history refuses a password that was used before.
    if (!isErrno(error, brokenHistory)) throw error;
    await lock(context, entries, generatePassword(access.policy.password, rdsPasswords));
  }
  const discard = discarding(configured.server, entries);
  if (discard) await acting.session.query(discard);
}

async function lock(
  { acting, configured }: Context,
  entries: readonly Entry[],
  password: Sensitive,
): Promise<void> {
  const counting = isAtLeast(configured.server, 'mysql', 8, 0, 19)
    ? ' failed_login_attempts 0 password_lock_time 0'
    : '';
  const change = alterUsers(entries, identified(configured.server, password));
  await acting.session.query(withClause(change, verbatim(`${counting} account lock`)));
}
