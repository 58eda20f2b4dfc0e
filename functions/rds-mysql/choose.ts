import { PrivilegeMissing, Refused, StrategyUnavailable } from '../../shared/engine/rotation/errors.ts';
import { rdsApi } from '../../shared/engine/rotation/policy.ts';
import type { Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { accountName } from '../../shared/services/mysql/quoting.ts';
import { holds, readOwnPrivileges } from '../../shared/services/mysql/rights/read-rights.ts';
import { isAtLeast } from '../../shared/services/mysql/server-version.ts';
import { type Inspection, withEntries } from './context.ts';
import { remedy } from './remedy.ts';
import { serviceOf } from './service.ts';
import { alternatingUsers } from './strategies/alternating-users.ts';
import { dualPassword } from './strategies/dual-password.ts';
import { nameOfSecond } from './strategies/second-account.ts';
import { singleUser } from './strategies/single-user.ts';

/** The reason why a strategy cannot be used, and its remedy. */
interface Obstacle {
  readonly why: string;
  /** The statement that removes the obstacle. */
  readonly fix?: string;
  /** The error to throw if this is the only obstacle. */
  readonly error?: Error;
}

/**
 * Chooses the strategy before anything is changed. The cases, in the order in which they are checked:
 *
 * | # | policy says                 | server        | and                                       | strategy          |
 * |---|-----------------------------|---------------|-------------------------------------------|-------------------|
 * | 1 | `single-user`               |               | admin with CREATE USER, API, the account  | single-user       |
 * | 2 | `dual-password` or `auto`   | MySQL 8.0.14+ | the acting account may retain a password  | dual-password     |
 * | 3 | `dual-password` or `auto`   | MariaDB 10.4+ | the acting account has CREATE USER        | dual-password     |
 * | 4 | `alternating-users`, `auto` |               | admin with CREATE USER                    | alternating-users |
 * | 5 | `alternating-users`, `auto` |               | previous version opens the second account | alternating-users |
 * | 6 | `alternating-users`, `auto` |               | the API of RDS                            | alternating-users |
 * | 7 |                             |               | none of these                             | none: an error    |
 *
 * Only the policy can choose `single-user`, since applications are refused while that strategy is under way.
 */
export async function choose(inspection: Inspection): Promise<Service<DatabaseSecret>> {
  const { access, configured } = inspection;
  const { strategy } = access.policy;
  const privileges = await readOwnPrivileges(configured);
  if (strategy === 'single-user') {
    const obstacle = singleUserObstacle(inspection, privileges);
    if (obstacle) throw unavailable(inspection, [obstacle]);
    const reason = `chosen by rotation:strategy; ${actor(inspection)}`;
    return serviceOf(await withEntries(inspection, privileges), (context) => singleUser(context, reason));
  }
  const second = dualPasswordObstacle(inspection, privileges);
  if (strategy !== 'alternating-users' && !second) {
    // The API keeps one password, so the account itself sets both.
    const own = { ...inspection, api: undefined };
    const reason = `${configured.server.name} keeps two passwords; ${actor(own)}`;
    return serviceOf(await withEntries(own, privileges), (context) => dualPassword(context, reason));
  }
  if (strategy === 'dual-password') throw unavailable(inspection, second ? [second] : []);
  const turns = await alternatingUsersObstacle(inspection, privileges);
  const instead = strategy === 'auto' && second ? [second] : [];
  if (turns) throw unavailable(inspection, [...instead, turns]);
  const reason = [`two accounts take turns; ${actor(inspection)}`, ...instead.map(tell)].join('; ');
  return serviceOf(await withEntries(inspection, privileges), (context) =>
    alternatingUsers(context, reason, second === undefined),
  );
}

/** Returns an obstacle if the account that would change its own password is not the one that logged in. */
function strangerObstacle({ access, acting, configured }: Inspection): Obstacle | undefined {
  const { current, policy } = access;
  if (acting.as === 'admin') return undefined;
  if (acting.value.AccountName !== current.AccountName)
    return { why: `${current.AccountName} is refused`, error: new Refused(current.AccountName, 'current') };
  const { host } = configured.account;
  if (policy.host === undefined || policy.host.toLowerCase() === host.toLowerCase()) return undefined;
  return { why: `the tag rotation:host names ${policy.host}, but the server let the account in as ${host}` };
}

function singleUserObstacle(inspection: Inspection, privileges: ReadonlySet<string>): Obstacle | undefined {
  if (inspection.acting.as !== 'admin') return strangerObstacle(inspection) ?? entryObstacle(inspection);
  return holds(privileges, 'CREATE USER') ? undefined : lacking(inspection, 'create user');
}

/**
 * Returns the obstacle to two passwords for one account. Source: WL#11540, "Dual password support", for MySQL;
 * MDEV-11340 for MariaDB.
 */
function dualPasswordObstacle(inspection: Inspection, privileges: ReadonlySet<string>): Obstacle | undefined {
  const { server } = inspection.configured;
  if (!isAtLeast(server, 'mysql', 8, 0, 14) && !isAtLeast(server, 'mariadb', 10, 4))
    return { why: `${server.name} keeps one password per account` };
  const stranger = strangerObstacle(inspection);
  if (stranger || holds(privileges, 'CREATE USER')) return stranger;
  if (server.engine === 'mariadb' || inspection.acting.as === 'admin')
    return lacking(inspection, 'create user');
  return holds(privileges, 'APPLICATION_PASSWORD_ADMIN')
    ? undefined
    : lacking(inspection, 'application_password_admin');
}

async function alternatingUsersObstacle(
  inspection: Inspection,
  privileges: ReadonlySet<string>,
): Promise<Obstacle | undefined> {
  if (inspection.acting.as === 'admin')
    return holds(privileges, 'CREATE USER') ? undefined : lacking(inspection, 'create user');
  if (inspection.api) return entryObstacle(inspection);
  const second = await nameOfSecond(inspection);
  if (inspection.acting.value.AccountName === second) return undefined;
  if ((await inspection.access.previous())?.AccountName === second) return undefined;
  return {
    why: `no previous version holds a value of ${second}, and without rotation:admin-secret nobody can create it`,
  };
}

/** Returns an obstacle if the API of RDS would change another entry than the one that let the account in. */
function entryObstacle({ api, configured }: Inspection): Obstacle | undefined {
  const { user, host } = configured.account;
  if (api === undefined || host === '%') return undefined;
  return { why: `RDS makes accounts for all hosts (%), but the server let ${user} in as ${host}` };
}

/**
 * Returns the obstacle of a missing privilege. In an emergency an admin needs CREATE USER alone, whatever right the
 * account itself would need.
 */
function lacking(inspection: Inspection, privilege: string): Obstacle {
  const { access, configured } = inspection;
  const right = access.emergency ? 'create user' : privilege;
  return {
    why: `${accountName(configured.account)} lacks ${privilege}`,
    fix: remedy(inspection, `${right} on *.*`),
  };
}

/**
 * Returns the error for a strategy that cannot be used. If there is a single obstacle, and a grant removes it, the
 * error names that grant.
 */
function unavailable(inspection: Inspection, obstacles: readonly Obstacle[]): Error {
  const { acting, access } = inspection;
  const { strategy } = access.policy;
  const [only, ...others] = obstacles;
  if (only?.error && others.length === 0) return only.error;
  if (only?.fix && others.length === 0)
    return new PrivilegeMissing(acting.session.principal, `use the strategy ${strategy}`, only.fix);
  const why = [...obstacles.map(tell), ...byApi(access)].join('; ');
  if (strategy === 'single-user') return new StrategyUnavailable(strategy, why);
  return new StrategyUnavailable(
    strategy,
    `${why}. The tag rotation:strategy single-user needs none of this, but logins are refused during the rotation`,
  );
}

/** Returns the advice to let the API of RDS act, if the value names an instance. */
function byApi({ current, policy, admin }: Inspection['access']): readonly string[] {
  if (current.DBInstanceId === undefined || policy.byRdsApi || admin) return [];
  return [`the tag rotation:admin-secret ${rdsApi} lets the API of RDS manage a second account`];
}

function tell({ why, fix }: Obstacle): string {
  return fix ? `${why} (to allow it: ${fix})` : why;
}

function actor({ acting, api, configured }: Inspection): string {
  if (acting.as === 'admin') return 'the admin secret changes passwords';
  if (api) return `the API of RDS changes passwords on ${api.instance}`;
  return `the account ${accountName(configured.account)} changes its own password, and cannot see its other entries`;
}
