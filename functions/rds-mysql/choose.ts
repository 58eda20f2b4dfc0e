import { PrivilegeMissing, Refused, StrategyUnavailable } from '../../shared/engine/rotation/errors.ts';
import type { Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { accountName } from '../../shared/services/mysql/quoting.ts';
import { holds, readOwnPrivileges } from '../../shared/services/mysql/rights/read-rights.ts';
import { isAtLeast } from '../../shared/services/mysql/server-version.ts';
import { type Looked, withEntries } from './context.ts';
import { remedy } from './remedy.ts';
import { serviceOf } from './service.ts';
import { alternatingUsers } from './strategies/alternating-users.ts';
import { dualPassword } from './strategies/dual-password.ts';
import { twinName } from './strategies/second-account.ts';
import { singleUser } from './strategies/single-user.ts';

/** Why a strategy cannot be used, and what to do about it. */
interface Obstacle {
  readonly why: string;
  /** The statement that would take it away. */
  readonly fix?: string;
  /** What to throw where nothing else is to be said. */
  readonly error?: Error;
}

/**
 * Decides on the strategy, before anything is changed. The cases, in the order in which they are told apart:
 *
 * | # | policy says                 | server          | and                                      | strategy          |
 * |---|-----------------------------|-----------------|------------------------------------------|-------------------|
 * | 1 | `single-user`               |                 | admin with CREATE USER, or the account   | single-user       |
 * | 2 | `dual-password` or `auto`   | MySQL 8.0.14+   | who acts may retain a password           | dual-password     |
 * | 3 | `dual-password` or `auto`   | MariaDB 10.4+   | who acts has CREATE USER                 | dual-password     |
 * | 4 | `alternating-users`, `auto` |                 | admin with CREATE USER                   | alternating-users |
 * | 5 | `alternating-users`, `auto` |                 | the previous version opens the twin      | alternating-users |
 * | 6 |                             |                 | none of these                            | none: it throws   |
 *
 * Nothing but the policy leads to `single-user`, since applications are refused while it is under way.
 */
export async function choose(looked: Looked): Promise<Service<DatabaseSecret>> {
  const { access, settled } = looked;
  const { strategy } = access.policy;
  const privileges = await readOwnPrivileges(settled);
  if (strategy === 'single-user') {
    const obstacle = singleUserObstacle(looked, privileges);
    if (obstacle) throw unavailable(looked, [obstacle]);
    const reason = `the policy names it; ${actor(looked)}`;
    return serviceOf(await withEntries(looked, privileges), (opened) => singleUser(opened, reason));
  }
  const second = dualPasswordObstacle(looked, privileges);
  if (strategy !== 'alternating-users' && !second) {
    const reason = `${settled.server.name} keeps two passwords; ${actor(looked)}`;
    return serviceOf(await withEntries(looked, privileges), (opened) => dualPassword(opened, reason));
  }
  if (strategy === 'dual-password') throw unavailable(looked, second ? [second] : []);
  const turns = await alternatingUsersObstacle(looked, privileges);
  const instead = strategy === 'auto' && second ? [second] : [];
  if (turns) throw unavailable(looked, [...instead, turns]);
  const reason = [`two accounts take turns; ${actor(looked)}`, ...instead.map(tell)].join('; ');
  return serviceOf(await withEntries(looked, privileges), (opened) =>
    alternatingUsers(opened, reason, second === undefined),
  );
}

/** The account that would change its own password is not the one that got in. */
function strangerObstacle({ access, acting, settled }: Looked): Obstacle | undefined {
  const { current, policy } = access;
  if (acting.as === 'admin') return undefined;
  if (acting.value.AccountName !== current.AccountName)
    return { why: `${current.AccountName} is refused`, error: new Refused(current.AccountName, 'current') };
  const { host } = settled.account;
  if (policy.host === undefined || policy.host.toLowerCase() === host.toLowerCase()) return undefined;
  return { why: `the tag rotation:host names ${policy.host}, but the server let the account in as ${host}` };
}

function singleUserObstacle(looked: Looked, privileges: ReadonlySet<string>): Obstacle | undefined {
  if (looked.acting.as !== 'admin') return strangerObstacle(looked);
  return holds(privileges, 'CREATE USER') ? undefined : lacking(looked, 'create user');
}

/** MySQL: WL#11540, "Dual password support"; MariaDB: MDEV-11340. */
function dualPasswordObstacle(looked: Looked, privileges: ReadonlySet<string>): Obstacle | undefined {
  const { server } = looked.settled;
  if (!isAtLeast(server, 'mysql', 8, 0, 14) && !isAtLeast(server, 'mariadb', 10, 4))
    return { why: `${server.name} keeps one password per account` };
  const stranger = strangerObstacle(looked);
  if (stranger || holds(privileges, 'CREATE USER')) return stranger;
  if (server.engine === 'mariadb' || looked.acting.as === 'admin') return lacking(looked, 'create user');
  return holds(privileges, 'APPLICATION_PASSWORD_ADMIN')
    ? undefined
    : lacking(looked, 'application_password_admin');
}

async function alternatingUsersObstacle(
  looked: Looked,
  privileges: ReadonlySet<string>,
): Promise<Obstacle | undefined> {
  if (looked.acting.as === 'admin')
    return holds(privileges, 'CREATE USER') ? undefined : lacking(looked, 'create user');
  const twin = await twinName(looked);
  if (looked.acting.value.AccountName === twin) return undefined;
  if ((await looked.access.previous())?.AccountName === twin) return undefined;
  return {
    why: `no previous version holds a value of ${twin}, and no tag rotation:admin-secret names an admin who could create it`,
  };
}

/** An admin needs one right, whatever the account itself would need. */
function lacking(looked: Looked, privilege: string): Obstacle {
  const { access, settled } = looked;
  const right = access.emergency ? 'create user' : privilege;
  return {
    why: `${accountName(settled.account)} lacks ${privilege}`,
    fix: remedy(looked, `${right} on *.*`),
  };
}

/** With a single way to go and a grant that opens it, that grant is the answer. */
function unavailable(looked: Looked, obstacles: readonly Obstacle[]): Error {
  const { acting, access } = looked;
  const { strategy } = access.policy;
  const [only, ...others] = obstacles;
  if (only?.error && others.length === 0) return only.error;
  if (only?.fix && others.length === 0)
    return new PrivilegeMissing(acting.session.principal, `be used for the strategy ${strategy}`, only.fix);
  const why = obstacles.map(tell).join('; ');
  if (strategy === 'single-user') return new StrategyUnavailable(strategy, why);
  return new StrategyUnavailable(
    strategy,
    `${why}. The tag rotation:strategy single-user does without, at the price of refused logins while it is under way`,
  );
}

function tell({ why, fix }: Obstacle): string {
  return fix ? `${why} (to allow it: ${fix})` : why;
}

function actor({ acting, settled }: Looked): string {
  if (acting.as === 'admin') return 'the admin sets them';
  return `the account acts itself, as ${accountName(settled.account)}; other entries of the name cannot be seen`;
}
