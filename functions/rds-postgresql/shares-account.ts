import type { Acting } from '../../shared/databases/acting.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { type Holding, isOfPair } from '../../shared/databases/first-account.ts';
import { type Dialling, logIn, type Session } from '../../shared/databases/postgresql/connector.ts';
import { holdingOf } from '../../shared/databases/postgresql/second-account.ts';
import { inTransaction } from '../../shared/databases/postgresql/transaction.ts';
import { chance } from '../../shared/runtime/chance.ts';

/** The acting session of one of two secrets, and what it holds. */
interface Side {
  readonly acting: Acting<Session>;
  readonly dialling: Dialling;
  readonly holding: Holding;
}

/** By whom a lock is held that was made up a moment ago. */
const holder = `
select usename::text as account
from pg_locks
join pg_stat_activity using (pid)
where locktype = 'advisory'
  and (classid::bigint << 32) | objid::bigint = $1
  and granted
`;

/**
 * Whether the value of another secret opens the same account, or the other one of its pair, on this very server. Its own
 * server may be one that says anything, and two names may lead to one: a lock that is taken there must be seen here, in a
 * session of that account. It ends with its transaction, also where a pool is in between. `next`: the account
 * that the rotation would set. `next`: the account that the rotation would set. Throws
 * whatever keeps the other one out.
 */
export async function sharesAccount(
  { acting, dialling, holding }: Side,
  other: DatabaseSecret,
  signal: AbortSignal,
  next?: string,
): Promise<boolean> {
  const seen = await holdingOf(acting.session, other.AccountName);
  if (!isOfPair(holding, seen, next)) return false;
  const login = await logIn({ ...dialling, signal }, other);
  if (login === 'refused') return false;
  await using session = login;
  const key = chance.bytes(8).readBigInt64BE().toString();
  return await inTransaction(
    session,
    async () => {
      await session.run(`select pg_catalog.pg_try_advisory_xact_lock(${key})`);
      const found = await acting.session.query<{ account: string }>(holder, [key]);
      return found.some(({ account }) => account === other.AccountName);
    },
    'rollback',
  );
}
