import type { ConfiguredSession } from '../configure-session.ts';
import type { Needs } from '../errors.ts';
import { type Account, accountName, sql } from '../quoting.ts';
import { type Authority, holdsDynamic, mayGive, mayTake, readAuthority } from './authority.ts';
import { changesFor, needsFor } from './copy-rights.ts';
import { type Grant, giving, taking, verbOf } from './grant.ts';
import { placeOf } from './place.ts';
import type { Rights } from './read-rights.ts';

/** Reasons why rights cannot be copied, as far as the server shows them before anything is changed. */
export interface Obstacles {
  /** Privileges that the acting account lacks. */
  readonly denied: readonly Needs[];
  /** Rights that nobody could give, as text for people. */
  readonly impossible: readonly string[];
}

const systemUser = 'SYSTEM_USER';

/** Checks every statement that `copyRights` would send. `have` is undefined if the account does not exist yet. */
export async function findObstacles(
  configured: ConfiguredSession,
  authority: Authority,
  wanted: Rights,
  have: Rights | undefined,
  to: Account,
): Promise<Obstacles> {
  const { takes, gives } = changesFor(wanted, have ?? { ...wanted, grants: [] });
  const needs = (grant: Grant, statement: string) => needsFor(configured.account, grant, statement);
  const denied = [
    ...takes
      .filter((grant) => !mayTake(authority, grant))
      .map((grant) => needs(grant, taking(grant, accountName(to)))),
    ...gives
      .filter((grant) => !mayGive(authority, grant))
      .map((grant) => needs(grant, giving(grant, accountName(to)))),
  ];
  const dropped = await findDropped(configured, authority, gives);
  const impossible = dropped.map(
    (grant) => `it lacks "${giving(grant, 'it')}", and the object no longer exists`,
  );
  return { denied: [...protectedFrom(configured, authority, have, to), ...denied], impossible };
}

/** Returns the rights without those on dropped objects. Nobody can give these, and nobody misses them. */
export async function withoutDropped(
  configured: ConfiguredSession,
  wanted: Rights,
  have: Rights | undefined,
): Promise<Rights> {
  const { gives } = changesFor(wanted, have ?? { ...wanted, grants: [] });
  const dropped = await findDropped(configured, await readAuthority(configured), gives);
  return { ...wanted, grants: wanted.grants.filter((grant) => !dropped.includes(grant)) };
}

async function findDropped(
  configured: ConfiguredSession,
  authority: Authority,
  gives: readonly Grant[],
): Promise<readonly Grant[]> {
  const dropped: Grant[] = [];
  for (const grant of gives)
    if (mayGive(authority, grant) && !(await isThere(configured, grant))) dropped.push(grant);
  return dropped;
}

/**
 * Returns the missing privilege if the account is a system user and the session is not. MySQL lets only system users
 * alter one (8.0.16).
 */
export function protectedFrom(
  { account }: ConfiguredSession,
  authority: Authority,
  rights: Rights | undefined,
  of: Account,
): readonly Needs[] {
  const isSystemUser = rights?.grants.some(
    (grant) => grant.kind === 'dynamic' && grant.privilege === systemUser,
  );
  if (!isSystemUser || holdsDynamic(authority, systemUser)) return [];
  return [{ what: `alter ${accountName(of)}`, fix: `grant system_user on *.* to ${accountName(account)};` }];
}

/**
 * Whether the object of a grant exists. A right stays on record when its object is dropped, but cannot be given again.
 * A session that may give the right sees the object.
 */
async function isThere({ session }: ConfiguredSession, grant: Grant): Promise<boolean> {
  if (grant.kind !== 'privilege' || grant.privilege === 'CREATE') return true;
  const place = placeOf(grant.on);
  if (place.level !== 'object') return true;
  const { type, database, name } = place;
  if (type !== '' && type !== 'PROCEDURE' && type !== 'FUNCTION') return true;
  if (type !== '') {
    const found = await session.query(sql`
      select 1
      from information_schema.routines
      where routine_schema = ${database}
        and routine_name = ${name}
        and routine_type = ${type}`);
    return found.length > 0;
  }
  const columns = await session.query(sql`
    select column_name
    from information_schema.columns
    where table_schema = ${database}
      and table_name = ${name}`);
  if (verbOf(grant.privilege) === grant.privilege) return columns.length > 0;
  const wanted = grant.privilege.slice(verbOf(grant.privilege).length + 3, -2).replaceAll('``', '`');
  return columns.some(([column]) => column?.toLowerCase() === wanted.toLowerCase());
}
