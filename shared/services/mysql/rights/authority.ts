import type { ConfiguredSession } from '../configure-session.ts';
import { verbatim } from '../quoting.ts';
import type { Server } from '../server-version.ts';
import { isAtLeast } from '../server-version.ts';
import { readDatabaseName, stands } from './database-pattern.ts';
import { everyPrivilege, type Grant, grantOption, verbOf } from './grant.ts';
import { parseGrantsByHolder } from './parse-grants.ts';
import { type Place, placeOf } from './place.ts';
import { holds } from './read-rights.ts';

/** The rights that a session may grant and revoke by: its own, and those of its active roles. */
export interface Authority {
  readonly server: Server;
  readonly grants: readonly Grant[];
  /** The grants, grouped by the account or role that has them. */
  readonly holders: readonly (readonly Grant[])[];
  /** Whether `%` and `_` in the name of a database are wildcards. With `partial_revokes` they are plain characters. */
  readonly hasPatterns: boolean;
}

export async function readAuthority({ session, server }: ConfiguredSession): Promise<Authority> {
  const lines = await session.query(verbatim('show grants'));
  const [[, partialRevokes] = []] = await session.query(verbatim("show variables like 'partial_revokes'"));
  const holders = parseGrantsByHolder(lines.flatMap(([text]) => text ?? []));
  return { server, grants: holders.flat(), holders, hasPatterns: partialRevokes !== 'ON' };
}

export function holdsDynamic({ grants }: Authority, privilege: string): boolean {
  return grants.some((grant) => grant.kind === 'dynamic' && grant.privilege === privilege);
}

/** Whether an account may work in a database at all, as far as its own rights show. Its roles may give it more. */
export function reaches(server: Server, grants: readonly Grant[], database: string): boolean {
  const own = { server, grants, holders: [grants], hasPatterns: true };
  // In a grant an underscore matches any letter, unless it is escaped.
  const place: Place = { level: 'database', database: database.replaceAll(/[_%\\]/g, '\\$&') };
  const privileges = heldIn(own, place);
  const sufficient = [everyPrivilege, ...(everyOf(place, server) ?? [])];
  return (
    sufficient.some((privilege) => privileges.has(privilege)) ||
    grants.some(
      (grant) =>
        grant.kind === 'privilege' &&
        isOnObject(placeOf(grant.on)) &&
        isSameDatabase(placeOf(grant.on), database),
    )
  );
}

function isOnObject({ level }: Place): boolean {
  return level === 'object';
}

/**
 * Whether the server lets the session revoke a right. The rules are those of granting it, except for the rights that
 * MySQL calls dynamic.
 */
export function mayTake(authority: Authority, grant: Grant): boolean {
  return mayGive(authority, grant.kind === 'dynamic' ? { ...grant, option: false } : grant);
}

/**
 * Whether the server lets the session grant a right. Each rule was tried on MySQL 9.7 and MariaDB 10.11, and a test
 * compares the rules with the servers.
 */
export function mayGive(authority: Authority, grant: Grant): boolean {
  switch (grant.kind) {
    case 'privilege':
    case 'withheld':
      return mayGivePrivilege(authority, grant.privilege, placeOf(grant.on));
    case 'dynamic':
      return mayGiveDynamic(authority, grant);
    case 'role':
      return mayGiveRole(authority, grant.role);
    case 'default-role':
      return authority.server.engine === 'mysql' || holds(heldIn(authority, mysqlTables), 'UPDATE');
    case 'proxy':
      return authority.grants.some(
        (own) => own.kind === 'proxy' && own.option && (own.of === grant.of || own.of.startsWith('``@')),
      );
  }
}

const mysqlTables: Place = { level: 'database', database: 'mysql' };

/**
 * Whether the session may grant a static privilege. A right on a part may come from a grant on the whole, and so may
 * the grant option. The two need not come from one grant.
 */
function mayGivePrivilege(authority: Authority, privilege: string, place: Place): boolean {
  const privileges = heldIn(authority, place);
  if (!privileges.has(grantOption)) return false;
  if (place.level === 'server' && isWithheld(authority, privilege)) return false;
  if (privileges.has(everyPrivilege)) return true;
  const parts = privilege === everyPrivilege ? everyOf(place, authority.server) : [privilege];
  return parts?.every((part) => privileges.has(part) || privileges.has(verbOf(part))) ?? false;
}

/**
 * Whether a part of the privilege was revoked from the session. The session then grants the privilege without that
 * part.
 */
function isWithheld({ grants }: Authority, privilege: string): boolean {
  return grants.some(
    (own) => own.kind === 'withheld' && (own.privilege === privilege || privilege === everyPrivilege),
  );
}

function mayGiveDynamic(authority: Authority, grant: Extract<Grant, { kind: 'dynamic' }>): boolean {
  const isOwn = authority.grants.some(
    (own) => own.kind === 'dynamic' && own.option && own.privilege === grant.privilege,
  );
  const everywhere = heldIn(authority, { level: 'server' });
  // An account with SUPER grants what it holds, even without the option (tried on 9.7).
  const bySuper = everywhere.has('SUPER') && holdsDynamic(authority, grant.privilege);
  return (isOwn || bySuper) && (!grant.option || everywhere.has(grantOption));
}

function mayGiveRole(authority: Authority, role: string): boolean {
  if (authority.grants.some((own) => own.kind === 'role' && own.option && own.role === role)) return true;
  if (authority.server.engine === 'mariadb') return false;
  return holdsDynamic(authority, 'ROLE_ADMIN') || holds(heldIn(authority, { level: 'server' }), 'SUPER');
}

/** Returns the privileges that count for a statement about a place: those on the place and on what contains it. */
function heldIn(authority: Authority, place: Place): ReadonlySet<string> {
  const everywhere = privilegesOn(authority, ({ level }) => level === 'server');
  if (place.level === 'server') return new Set(everywhere);
  const withheld = new Set(
    authority.grants
      .filter((own) => own.kind === 'withheld')
      .filter((own) => isSameDatabase(placeOf(own.on), place.database))
      .map((own) => own.privilege),
  );
  const inDatabase = databasePrivileges(authority, place);
  const onObject =
    place.level === 'object'
      ? privilegesOn(
          authority,
          (own) => own.level === 'object' && own.type === place.type && own.name === place.name,
          place.database,
        )
      : [];
  return new Set([...everywhere.filter((privilege) => !withheld.has(privilege)), ...inDatabase, ...onObject]);
}

/** Returns the privileges on a database. If several names match it, the server uses one name for each holder. */
function databasePrivileges(
  authority: Authority,
  place: Exclude<Place, { level: 'server' }>,
): readonly string[] {
  const { hasPatterns, holders } = authority;
  const wanted = readDatabaseName(place.database, hasPatterns && place.level === 'database');
  const isMeant = (own: Place) =>
    own.level === 'database' && stands(readDatabaseName(own.database, hasPatterns), wanted);
  return holders.flatMap((grants) => {
    const names = grants
      .flatMap((own) => (own.kind === 'privilege' ? [placeOf(own.on)] : []))
      .flatMap((own) => (own.level === 'database' && isMeant(own) ? [own.database] : []));
    return agreed({ grants }, place.database, new Set(names));
  });
}

/**
 * Returns the privileges that all names in question give. The exact name takes precedence over patterns, except in
 * MySQL's sum of role grants. Which of several patterns the server uses is unknown, so all must agree.
 */
function agreed(
  holder: Pick<Authority, 'grants'>,
  database: string,
  names: ReadonlySet<string>,
): readonly string[] {
  const isSum = holder.grants.some((grant) => grant.kind === 'role' && grant.role.includes('@'));
  const heeded = names.has(database) && !isSum ? [database] : [...names];
  const [first = [], ...others] = heeded.map((name) =>
    privilegesOn(holder, ({ level }) => level === 'database', name),
  );
  return first.filter((privilege) => others.every((other) => other.includes(privilege)));
}

function privilegesOn(
  { grants }: Pick<Authority, 'grants'>,
  isThere: (place: Place) => boolean,
  database?: string,
): readonly string[] {
  return grants
    .filter((own) => own.kind === 'privilege')
    .filter((own) => {
      const place = placeOf(own.on);
      return isThere(place) && (database === undefined || isSameDatabase(place, database));
    })
    .map((own) => own.privilege);
}

function isSameDatabase(place: Place, database: string): boolean {
  return place.level !== 'server' && place.database === database;
}

const ofTables = [
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'REFERENCES', 'INDEX', 'ALTER'],
  ...['CREATE VIEW', 'SHOW VIEW', 'TRIGGER'],
];
const ofRoutines = ['EXECUTE', 'ALTER ROUTINE'];
const ofDatabases = [
  ...ofTables,
  ...ofRoutines,
  ...['CREATE TEMPORARY TABLES', 'LOCK TABLES', 'CREATE ROUTINE', 'EVENT'],
];

/**
 * Returns the privileges that `all` means. Returns undefined for the server as a whole, where each server has its own
 * list.
 */
function everyOf(place: Place, server: Server): readonly string[] | undefined {
  const rows = server.engine === 'mariadb' ? ['DELETE HISTORY'] : [];
  const text = isAtLeast(server, 'mariadb', 11, 3) ? ['SHOW CREATE ROUTINE'] : [];
  if (place.level === 'server') return undefined;
  if (place.level === 'database') return [...ofDatabases, ...rows, ...text];
  return place.type === '' ? [...ofTables, ...rows] : [...ofRoutines, ...text];
}
