import { generatePassword, rdsPasswords } from '../../shared/credentials/password.ts';
import { readEntries } from '../../shared/databases/mysql/entries.ts';
import { alterUsers, discarding, identified } from '../../shared/databases/mysql/passwords.ts';
import { verbatim, withClause } from '../../shared/databases/mysql/quoting.ts';
import { isAtLeast } from '../../shared/databases/mysql/server-version.ts';
import type { Opened } from './opened.ts';

/**
 * Lets nobody in as the other account until the next rotation gives it a value: locked, with a password that nobody
 * has, since the lock alone would let the old one in again as soon as it is taken away. It counts no failed logins
 * meanwhile, so that each old value can be tried.
 */
export async function disable({ acting, settled, access }: Opened, account: string): Promise<void> {
  const { host } = access.policy;
  const entries = (await readEntries(settled, account)).filter(
    (entry) => host === undefined || entry.host.toLowerCase() === host.toLowerCase(),
  );
  if (entries.length === 0) return;
  const counting = isAtLeast(settled.server, 'mysql', 8, 0, 19)
    ? ' failed_login_attempts 0 password_lock_time 0'
    : '';
  const nobodys = identified(settled.server, generatePassword(access.policy.password, rdsPasswords));
  await acting.session.query(withClause(alterUsers(entries, nobodys), verbatim(`${counting} account lock`)));
  const discard = discarding(settled.server, entries);
  if (discard) await acting.session.query(discard);
}
