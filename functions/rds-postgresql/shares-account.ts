import { pairOf } from '../../shared/credentials/turn.ts';
import type { Acting } from '../../shared/databases/acting.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { around, type Holding, unmarkedFirst } from '../../shared/databases/first-account.ts';
import { type Dialling, logIn, type Session } from '../../shared/databases/postgresql/connector.ts';
import { readMarkedFirst } from '../../shared/databases/postgresql/second-account.ts';
import { settle } from '../../shared/databases/postgresql/settle.ts';
import type { Access } from '../../shared/rotation/service.ts';
import { chance } from '../../shared/runtime/chance.ts';

/** The acting session of one of two secrets, and what it holds. */
interface Side {
  readonly access: Access<DatabaseSecret>;
  readonly acting: Acting<Session>;
  readonly dialling: Dialling;
  readonly holding: Holding;
}

export async function holdingOf(access: Access<DatabaseSecret>, session: Session): Promise<Holding> {
  const { AccountName: account } = access.current;
  return { account, first: (await readMarkedFirst(session, account)) ?? (await unmarkedFirst(access)) };
}

/**
 * Whether the value of another secret opens the same account, or the other one of its pair, on this very server. Two
 * names may lead to one server, and a server may say it is another one: a lock that is taken there must be seen here.
 */
export async function sharesAccount(
  { access, acting, dialling, holding }: Side,
  other: DatabaseSecret,
): Promise<boolean> {
  const login = await logIn(dialling, other);
  if (login === 'refused') return false;
  await using session = login;
  await settle(session);
  const first = (await readMarkedFirst(session, other.AccountName)) ?? pairOf(other.AccountName);
  if (!around(access, holding).includes(first)) return false;
  const key = chance.bytes(8).readBigInt64BE().toString();
  await session.query('select pg_try_advisory_lock($1)', [key]);
  const seen = await acting.session.query(
    `select from pg_locks
where locktype = 'advisory'
  and (classid::bigint << 32) | objid::bigint = $1
  and granted`,
    [key],
  );
  return seen.length > 0;
}
