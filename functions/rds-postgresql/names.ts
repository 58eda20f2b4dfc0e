import { isSecond, twinOf } from '../../shared/credentials/turn.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import type { Roles } from '../../shared/databases/postgresql/rights/compare.ts';
import type { Access } from '../../shared/rotation/service.ts';

/** Source: PostgreSQL's NAMEDATALEN, which RDS keeps. */
const longestName = 63;

/** The pair that the current account is one of, named for the first of the two. */
export async function namesOf({ current, policy, previous }: Access<DatabaseSecret>): Promise<Roles> {
  const { AccountName } = current;
  const { secondAccount: twin } = policy;
  const before = AccountName === twin ? (await previous())?.AccountName : undefined;
  const next = twinOf(AccountName, { twin, previous: before }, longestName);
  const first = isSecond(AccountName, next, twin) ? next : AccountName;
  return { current: AccountName, next, owner: `${first}_owner` };
}
