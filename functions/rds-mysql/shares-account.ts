import { pairOf } from '../../shared/credentials/turn.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { around, type Holding, unmarkedFirst } from '../../shared/databases/first-account.ts';
import { logIn } from '../../shared/databases/mysql/connector.ts';
import { sql } from '../../shared/databases/mysql/quoting.ts';
import { readMarkedFirst } from '../../shared/databases/mysql/second-account.ts';
import { type Settled, settle } from '../../shared/databases/mysql/settle.ts';
import type { Access } from '../../shared/rotation/service.ts';
import { chance } from '../../shared/runtime/chance.ts';
import type { Opened } from './opened.ts';

export async function holdingOf(access: Access<DatabaseSecret>, settled: Settled): Promise<Holding> {
  const { AccountName: account } = access.current;
  return { account, first: (await readMarkedFirst(settled, account)) ?? (await unmarkedFirst(access)) };
}

/**
 * Whether the value of another secret opens the same account, or the other one of its pair, on this very server. Two
 * names may lead to one server, and a server may say it is another one: a lock that is taken there must be seen here.
 */
export async function sharesAccount(
  { access, acting, dialling, holding }: Opened,
  other: DatabaseSecret,
): Promise<boolean> {
  const login = await logIn(dialling, other);
  if (login === 'refused') return false;
  await using session = login;
  const settled = await settle(session, dialling.signal);
  const first = (await readMarkedFirst(settled, other.AccountName)) ?? pairOf(other.AccountName);
  if (!around(access, holding).includes(first)) return false;
  const name = `secret-rotation-meets-${chance.bytes(16).toString('hex')}`;
  await session.query(sql`select get_lock(${name}, 0)`);
  const [[taken] = []] = await acting.session.query(sql`select is_used_lock(${name})`);
  return taken !== null && taken !== undefined;
}
