import { isSameLogin } from '../../shared/databases/acting.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { isOfPair } from '../../shared/databases/first-account.ts';
import { logIn } from '../../shared/databases/mysql/connector.ts';
import { sql } from '../../shared/databases/mysql/quoting.ts';
import { holdingOf } from '../../shared/databases/mysql/second-account.ts';
import { chance } from '../../shared/runtime/chance.ts';
import type { Opened } from './opened.ts';

/**
 * Whether the value of another secret opens the same account, or the other one of its pair, on this very server. Its own
 * server may be one that says anything, and two names may lead to one: a lock that is taken there must be seen here, in a
 * session of that account. `next`: the account that the rotation would set. Throws
 * whatever keeps the other one out.
 */
export async function sharesAccount(
  { access, acting, dialling, holding, settled }: Opened,
  other: DatabaseSecret,
  signal: AbortSignal,
  next?: string,
): Promise<boolean> {
  const seen = await holdingOf(settled, other.AccountName);
  if (!isOfPair(holding, seen, next)) return false;
  const login = await logIn({ ...dialling, signal }, other);
  if (login === 'refused') return false;
  await using session = login;
  const name = `secret-rotation-meets-${chance.bytes(16).toString('hex')}`;
  await session.query(sql`select get_lock(${name}, 0)`);
  const [[holder, user] = []] = await acting.session.query(sql`
    select is_used_lock(${name}), (
      select user
      from information_schema.processlist
      where id = is_used_lock(${name})
    )`);
  if (user !== null && user !== undefined) return user === other.AccountName;
  // Without PROCESS only the sessions of one's own account are shown.
  const before = await access.previous();
  return typeof holder === 'string' && before !== undefined && isSameLogin(before, other);
}
