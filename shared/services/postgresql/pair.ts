import {
  AccountMissing,
  LoginBlocked,
  PrivilegeMissing,
  StrategyUnavailable,
} from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Session } from './connector.ts';
import { identifier } from './quoting.ts';
import { type Release, type Role, readRoles } from './roles.ts';

/** The two logins of one role. */
export interface Names {
  readonly current: string;
  /** The login whose turn it is. */
  readonly next: string;
  /** The account that both logins act as, and the login that is made for it. */
  readonly first: string;
  readonly second: string;
}

/** The pair of logins on the server. `second` is undefined if that login does not exist yet. */
export interface Pair {
  readonly names: Names;
  readonly release: Release;
  /** The role that the acting session has logged in as. */
  readonly actor: Role;
  readonly first: Role;
  readonly second: Role | undefined;
}

/** Reads the pair. The account that a tag names may belong to somebody else: see `showOwn`. Throws AccountMissing. */
export async function readPair(session: Session, secret: SecretId, names: Names): Promise<Pair> {
  const { release, byName } = await readRoles(session, [names.first, names.second], names.first);
  const actor = byName.get(session.principal);
  const [first, second] = [byName.get(names.first), byName.get(names.second)];
  if (!actor || !first) throw new AccountMissing(names.first, secret);
  if (!second && names.current === names.second) throw new AccountMissing(names.second, secret);
  return { names, release, actor, first, second };
}

/**
 * Returns the role as which sessions of either login work in a database: the first account, or the role that it acts as
 * itself.
 */
export function actsAs({ name, settings }: Role, database: string): string {
  const set = settings.filter(({ plain }) => plain === 'role');
  const [setting] = [
    ...set.filter((one) => one.database === database),
    ...set.filter((one) => one.database === null),
  ];
  return setting && setting.stored !== 'none' ? setting.stored : name;
}

/**
 * Releases that ignore the setting by which a login acts as another role. Source: PostgreSQL, release notes of 17.2,
 * 16.6, 15.10, 14.15, 13.18 and 12.22, "Restore functionality of ALTER {ROLE|DATABASE} SET role".
 */
const ignoring = [170001, 160005, 150009, 140014, 130017, 120021];

/**
 * Throws StrategyUnavailable if the two logins cannot be a pair. Called before the admin acts. `differences` finds the
 * settings that the admin may not copy.
 */
export function refuseUnfit(
  { names, release, actor, first, second }: Pair,
  database: string | undefined,
): void {
  const [admin, one, two] = [actor.name, names.first, names.second].map(identifier);
  if (new Set([admin, one, two]).size < 3)
    throw unfit(`admin ${admin} and accounts ${one} and ${two} must be three different roles`);
  if (first.superuser) throw unfit(`${one} is a superuser, and membership does not make another role one`);
  if (second?.superuser) throw unfit(`${two} is a superuser, which ${one} is not`);
  refuseUnlike(release, database);
}

/** Throws StrategyUnavailable if the two logins cannot work as one role, whoever acts. */
export function refuseUnlike({ number, actsForAll }: Release, database: string | undefined): void {
  if (database === undefined)
    throw unfit(
      'the value has no DBName: without it, a driver opens the database named like the login, and the second login has another name',
    );
  if (ignoring.includes(number))
    throw unfit(`this release of the server ignores alter role … set role: update it by one minor release`);
  if (actsForAll)
    throw unfit(
      'a setting of the database, or of all roles, makes every login act as another role: reset role there',
    );
}

/**
 * Throws LoginBlocked if the password of the account has expired. The second account gets the same expiry, so neither
 * would log in.
 */
export function refuseExpired({ name, expired }: Role, secret: SecretId): void {
  if (!expired) return;
  const fix = `alter role ${identifier(name)} valid until 'infinity'`;
  throw new LoginBlocked(name, `the server of ${secret}`, 'its password has expired', fix);
}

/** Throws PrivilegeMissing if the admin may not alter the account. */
export function refuseUnable(admin: Role, account: Role, { major }: Release): void {
  if (admin.superuser || admin.name === account.name) return;
  if (!admin.createsRoles)
    throw new PrivilegeMissing(admin.name, 'alter roles', `alter role ${identifier(admin.name)} createrole`);
  if (!account.administered)
    throw new PrivilegeMissing(
      admin.name,
      `alter ${identifier(account.name)}`,
      account.superuser ? toSuperuser(admin) : adminOption(account.name, admin, major),
    );
}

/**
 * Returns the statement that lets an admin alter a role. Before 16, an account that may create roles may alter all but
 * superusers.
 */
export function adminOption(role: string, admin: Role, major: number): string {
  if (major < 16) return toSuperuser(admin);
  return `grant ${identifier(role)} to ${identifier(admin.name)} with admin option`;
}

function toSuperuser({ name }: Role): string {
  return `alter role ${identifier(name)} superuser`;
}

export function unfit(why: string): StrategyUnavailable {
  return new StrategyUnavailable('alternating-users', why);
}
