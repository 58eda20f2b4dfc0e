import { AccountMissing, Refused, StrategyUnavailable } from '../../shared/engine/rotation/errors.ts';
import { rdsApi } from '../../shared/engine/rotation/policy.ts';
import type { Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import {
  type Pair,
  readPair,
  refuseExpired,
  refuseUnable,
  refuseUnfit,
  refuseUnlike,
} from '../../shared/services/postgresql/pair.ts';
import { readRoles } from '../../shared/services/postgresql/roles.ts';
import { refuseUncopied } from '../../shared/services/postgresql/second-login.ts';
import type { Context } from './context.ts';
import { serviceOf } from './service.ts';
import { alternatingByApi, requireSecondLogin } from './strategies/alternating-by-api.ts';
import { alternatingUsers } from './strategies/alternating-users.ts';
import { alternatingWithoutAdmin } from './strategies/alternating-without-admin.ts';
import { namesOf } from './strategies/names.ts';
import { requireOwnRole } from './strategies/own-role.ts';
import { ownedBySecond } from './strategies/same-role.ts';
import { singleUser } from './strategies/single-user.ts';

/**
 * Chooses the strategy before anything is changed. The cases, in the order in which they are checked:
 *
 * | # | policy says   | acts           | and                                    | strategy                    |
 * |---|---------------|----------------|----------------------------------------|-----------------------------|
 * | 1 | `single-user` | any of them    |                                        | single-user                 |
 * | 2 | anything else | admin          | it may, and the roles are fit for it   | alternating-users           |
 * | 3 | anything else | the API of RDS | the second account is a login of it    | alternating-users           |
 * | 4 | anything else | account        | the second account and its value exist | alternating-users, no admin |
 * | 5 | anything else | account        | one of them does not exist             | none: StrategyUnavailable   |
 *
 * Only the policy can choose `single-user`, since applications are refused while that strategy is under way.
 */
export async function choose(context: Context): Promise<Service<DatabaseSecret>> {
  const { access, acting, api } = context;
  if (access.policy.strategy === 'single-user') return chooseSingleUser(context);
  const names = await namesOf(context);
  const pair = await readPair(acting.session, access.secret, names);
  if (api) {
    await requireSecondLogin(context, api, pair);
    refuseUnlike(pair.release, access.current.DBName);
    const reason = because(pair, `the API of RDS changes passwords on ${api.instance}`);
    return serviceOf(context, (context) => alternatingByApi(context, context.api ?? api, names, reason));
  }
  if (acting.as !== 'admin') {
    await requireSecondAccount(context, pair);
    refuseUnlike(pair.release, access.current.DBName);
    const reason = because(pair, 'the previous version opens the other login of the role');
    return serviceOf(context, (context) => alternatingWithoutAdmin(context, names, reason));
  }
  refuseUnfit(pair, access.current.DBName);
  refuseUnable(pair.actor, pair.first, pair.release);
  refuseExpired(pair.first, access.secret);
  const isThere = names.next === names.first || pair.second !== undefined;
  // Checked before an error names the grant by which the admin could alter the role.
  const shown = isThere ? await requireOwnRole(context, names.next) : 'marked';
  if (pair.second) refuseUnable(pair.actor, pair.second, pair.release);
  refuseUncopied(pair);
  const reason = because(pair, 'the admin secret manages two logins of one role');
  return serviceOf(context, (context) => alternatingUsers(context, names, shown === 'opened', reason));
}

function because({ names, second }: Pair, reason: string): string {
  return second?.owns ? `${reason}; ${ownedBySecond(names)}` : reason;
}

async function chooseSingleUser(context: Context): Promise<Service<DatabaseSecret>> {
  const { access, acting } = context;
  const { AccountName } = access.current;
  if (acting.as !== 'admin') {
    if (acting.session.principal !== AccountName) throw new Refused(AccountName, 'current');
    return single(context, context.api ? 'the API of RDS changes it' : 'the account changes its password');
  }
  const { release, byName } = await readRoles(acting.session, [AccountName], AccountName);
  const [admin, account] = [byName.get(acting.session.principal), byName.get(AccountName)];
  if (!admin || !account) throw new AccountMissing(AccountName, access.secret);
  refuseUnable(admin, account, release);
  refuseExpired(account, access.secret);
  return single(context, 'the admin secret changes passwords');
}

function single(context: Context, actor: string): Service<DatabaseSecret> {
  return serviceOf(context, (context) => singleUser(context, `chosen by rotation:strategy; ${actor}`));
}

async function requireSecondAccount({ access }: Context, { names, second }: Pair): Promise<void> {
  const known = await access.previous();
  const lacks =
    names.next === names.second && second === undefined
      ? `there is no role ${names.next}`
      : known?.AccountName !== names.next && `no previous version holds a value of ${names.next}`;
  if (lacks === false) return;
  throw new StrategyUnavailable(
    'alternating-users',
    `${lacks}, and without rotation:admin-secret nobody can provide it. ${access.current.DBInstanceId === undefined ? '' : `The tag rotation:admin-secret ${rdsApi} lets the API of RDS set passwords of both. `}The tag rotation:strategy single-user needs none of this, but logins are refused during the rotation`,
  );
}
