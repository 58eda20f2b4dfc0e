import { secondOf } from '../../../shared/engine/credentials/turn.ts';
import { databaseOf } from '../../../shared/services/postgresql/connector.ts';
import { actsAs, type Names } from '../../../shared/services/postgresql/pair.ts';
import { readRoles } from '../../../shared/services/postgresql/roles.ts';
import type { Context } from '../context.ts';

/** The longest name of a role. Source: PostgreSQL's NAMEDATALEN, which RDS keeps. */
const longestName = 63;

/**
 * Returns the pair of the current account. Its mark names the first account; without a mark, an account that acts as
 * the other one is the second login. Otherwise it is the first account itself: an account that applications use never
 * begins to act as another one.
 */
export async function namesOf({ access, acting, holding }: Context): Promise<Names> {
  const { current: value, policy, previous } = access;
  const { AccountName: current } = value;
  if (holding.marked !== undefined)
    return { current, next: holding.marked, first: holding.marked, second: current };
  const { secondAccount: twin } = policy;
  const before = current === twin ? (await previous())?.AccountName : undefined;
  const next = secondOf(current, { second: twin, previous: before }, longestName);
  const account = (await readRoles(acting.session, [current], next)).byName.get(current);
  return account?.isMember && actsAs(account, databaseOf(value)) === next
    ? { current, next, first: next, second: current }
    : { current, next, first: current, second: next };
}
