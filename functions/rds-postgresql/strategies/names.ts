import { secondOf } from '../../../shared/engine/credentials/turn.ts';
import { databaseOf } from '../../../shared/services/postgresql/connector.ts';
import { actsAs, type Names } from '../../../shared/services/postgresql/pair.ts';
import { readRoles } from '../../../shared/services/postgresql/roles.ts';
import type { Context } from '../context.ts';

/** Source: PostgreSQL's NAMEDATALEN, which RDS keeps. */
const longestName = 63;

/**
 * The pair that the current account is one of. Its mark says whose second login it is; without a mark, that it acts as
 * the other one. Else it is the first account itself: what applications use now is never made to act as another one.
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
