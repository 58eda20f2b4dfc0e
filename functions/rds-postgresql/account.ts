import { random } from '../../shared/runtime/random.ts';
import type { Acting } from '../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { type Holding, isOfPair } from '../../shared/services/database/first-account.ts';
import { type Dialling, logIn, type Session } from '../../shared/services/postgresql/connector.ts';
import { holdingOf } from '../../shared/services/postgresql/second-account.ts';
import { inTransaction } from '../../shared/services/postgresql/transaction.ts';

/** The acting session of one of two secrets, with the account that it holds. */
interface Side {
  readonly acting: Acting<Session>;
  readonly dialling: Dialling;
  readonly holding: Holding;
}

/** A query for the account that holds a lock with a random key. */
const holder = `
select usename::text as account
from pg_locks
join pg_stat_activity using (pid)
where locktype = 'advisory'
  and (classid::bigint << 32) | objid::bigint = $1
  and granted
`;

/**
 * Returns whether another secret names the account of this one, or the other account of its pair. `next` is the account
 * that the rotation would set.
 */
export async function namesAccount(
  { acting, holding }: Side,
  other: DatabaseSecret,
  next?: string,
): Promise<boolean> {
  return isOfPair(holding, await holdingOf(acting.session, other.AccountName), next);
}

/**
 * Returns whether the value of another secret logs in to this very server. The other server may report anything, and
 * two host names may lead to one server. A lock that is taken there must therefore show up here, in a session of that
 * account. The lock ends with its transaction, also behind a pool. Throws the error that keeps the value out.
 */
export async function opensAccount(
  { acting, dialling }: Side,
  other: DatabaseSecret,
  signal: AbortSignal,
): Promise<boolean> {
  const login = await logIn({ ...dialling, signal }, other);
  if (login === 'refused') return false;
  await using session = login;
  const key = random.bytes(8).readBigInt64BE().toString();
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
