import { random } from '../../shared/runtime/random.ts';
import { isSameLogin } from '../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { isOfPair } from '../../shared/services/database/first-account.ts';
import { logIn } from '../../shared/services/mysql/connector.ts';
import { requireOwnConnection } from '../../shared/services/mysql/pool.ts';
import { sql } from '../../shared/services/mysql/quoting.ts';
import { holdingOf } from '../../shared/services/mysql/second-account.ts';
import type { Context } from './context.ts';

/** `next`: the account that the rotation would set. */
export async function namesAccount(
  { configured, holding }: Context,
  other: DatabaseSecret,
  next?: string,
): Promise<boolean> {
  return isOfPair(holding, await holdingOf(configured, other.AccountName), next);
}

/**
 * Whether the value of another secret logs in to this very server. Its own one may say anything, and two names may lead
 * to one: a lock that is taken there must be seen here, in a session of that account. Throws whatever keeps it out.
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
  // Without PROCESS only the sessions of one's own account are shown.
  const before = await access.previous();
  return typeof holder === 'string' && before !== undefined && isSameLogin(before, other);
}
