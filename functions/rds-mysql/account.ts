import { random } from '../../shared/runtime/random.ts';
import { isSameLogin } from '../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { isOfPair } from '../../shared/services/database/first-account.ts';
import { logIn } from '../../shared/services/mysql/connector.ts';
import { requireOwnConnection } from '../../shared/services/mysql/pool.ts';
import { sql } from '../../shared/services/mysql/quoting.ts';
import { holdingOf } from '../../shared/services/mysql/second-account.ts';
import type { Context } from './context.ts';

/**
 * Returns whether another secret names the account of this one, or the other account of its pair. `next` is the account
 * that the rotation would set.
 */
export async function namesAccount(
  { configured, holding }: Context,
  other: DatabaseSecret,
  next?: string,
): Promise<boolean> {
  return isOfPair(holding, await holdingOf(configured, other.AccountName), next);
}

/**
 * Returns whether the value of another secret logs in to this very server. The other server may report anything, and
 * two host names may lead to one server. A lock that is taken there must therefore show up here, in a session of that
 * account. Throws the error that keeps the value out.
 */
export async function opensAccount(
  { access, acting, dialling }: Context,
  other: DatabaseSecret,
  signal: AbortSignal,
): Promise<boolean> {
  const login = await logIn({ ...dialling, signal }, other);
  if (login === 'refused') return false;
  await using session = login;
  await requireOwnConnection(session);
  const name = `secret-rotation-meets-${random.bytes(16).toString('hex')}`;
  await session.query(sql`select get_lock(${name}, 0)`);
  const [[holder, user] = []] = await acting.session.query(sql`
    select is_used_lock(${name}), (
      select user
      from information_schema.processlist
      where id = is_used_lock(${name})
    )`);
  if (user !== null && user !== undefined) return user === other.AccountName;
  // Without PROCESS, the server shows only the sessions of the acting account.
  const before = await access.previous();
  return typeof holder === 'string' && before !== undefined && isSameLogin(before, other);
}
