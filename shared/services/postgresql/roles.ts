import type { Session } from './connector.ts';

/** A setting of a role for its sessions, everywhere or in one database. */
export interface Setting {
  /** The place as a statement writes it: `in database "shop" `, or an empty text. */
  readonly place: string;
  /** The database, or null for all databases. */
  readonly database: string | null;
  /**
   * The name as the server stores it. `name` is its form in a statement. `stored` and `value` are the same pair for the
   * value.
   */
  readonly plain: string;
  readonly name: string;
  readonly stored: string;
  readonly value: string;
  /** Whether the acting role may give the setting to another role. */
  readonly mayGive: boolean;
}

/** The facts about a role that are read before it is changed. */
export interface Role {
  readonly name: string;
  readonly superuser: boolean;
  readonly createsRoles: boolean;
  readonly replicates: boolean;
  readonly logsIn: boolean;
  /** Whether the time until which its password is valid has passed. */
  readonly expired: boolean;
  /** The number of sessions that it may have; -1 for any number. */
  readonly limit: number;
  /** The expiry as the server writes it; `infinity` for none. */
  readonly until: string;
  readonly settings: readonly Setting[];
  /** Whether it owns objects of this database, or the database. */
  readonly owns: boolean;
  /** Whether it is a member of the first account, inherits its rights, and may act as it. */
  readonly isMember: boolean;
  /** Whether the session's own role may change this one. Since 16 that takes more than `createrole`. */
  readonly administered: boolean;
}

/**
 * Returns the query for the settings of a role. Some settings are lists of names, which the server stores quoted. As
 * one literal they would become one long name. Source: the server's GUC_LIST_QUOTE.
 *
 * A setting may be given by a superuser, and since 15 by a role that was granted it. Everybody may give a setting that
 * every session may change. Only a superuser may give one whose name the server does not know.
 */
const settings = (release: number) => `
select
  setdatabase,
  datname::text as database,
  coalesce('in database ' || quote_ident(datname) || ' ', '') as place,
  plain,
  (select string_agg(quote_ident(part), '.') from unnest(string_to_array(plain, '.')) as part) as name,
  stored,
  case
    when plain in ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
    then coalesce((
      select string_agg(quote_literal(coalesce(replace(found[1], '""', '"'), lower(found[2]))), ', ')
      from regexp_matches(stored, '"((?:[^"]|"")*)"|([^",[:space:]]+)', 'g') as found
    ), quote_literal(''))
    else quote_literal(stored)
  end as value,
  me.superuser
    or plain = 'role'
    or ${release < 15 ? 'false' : "has_parameter_privilege(session_user, plain, 'set')"}
    or exists (
      select
      from pg_settings
      where lower(pg_settings.name) = lower(plain)
        and context = 'user'
    ) as "mayGive"
from pg_db_role_setting
left join pg_database on pg_database.oid = setdatabase
cross join lateral unnest(setconfig) as entry
cross join lateral (
  select
    split_part(entry, '=', 1) as plain,
    substr(entry, strpos(entry, '=') + 1) as stored
) as split
where setrole = role.oid
`;

/** Returns the query for the named roles that exist, and for their relation to the first account. */
const roles = (release: number) => `
select
  rolname::text as name,
  role.rolsuper as superuser,
  rolcreaterole as "createsRoles",
  rolreplication as replicates,
  rolcanlogin as "logsIn",
  coalesce(rolvaliduntil < now(), false) as expired,
  rolconnlimit as "limit",
  coalesce(rolvaliduntil::text, 'infinity') as until,
  coalesce((select json_agg(one order by database nulls first, plain) from (${settings(release)}) as one), '[]') as settings,
  exists (
    select
    from pg_shdepend as depends
    left join pg_class on depends.classid = 'pg_class'::regclass and pg_class.oid = depends.objid
    where refclassid = 'pg_authid'::regclass
      and refobjid = role.oid
      and deptype = 'o'
      and dbid in (0, (select oid from pg_database where datname = current_database()))
      and relpersistence is distinct from 't'
  ) as owns,
  coalesce(
    exists (
      select
      from pg_auth_members
      where member = role.oid
        and roleid = base.oid
    )
    and pg_has_role(role.oid, base.oid, 'usage')
    and pg_has_role(role.oid, base.oid, '${release < 16 ? 'member' : 'set'}'),
    false
  ) as "isMember",
  me.superuser
    or not role.rolsuper and ${release < 16 ? 'true' : "pg_has_role(session_user, role.oid, 'member with admin option')"}
    as administered
from pg_roles as role
left join (select oid from pg_roles where rolname = $2::text) as base on true
cross join (select rolsuper as superuser from pg_roles where rolname = session_user) as me
where role.rolname = any($1::text[]) or role.rolname = session_user
`;

/** The facts about the server's release on which roles depend. */
export interface Release {
  /** The major version. */
  readonly major: number;
  /** Both parts of the version, as in `server_version_num`. */
  readonly number: number;
  /** Whether every role acts as another one in this database, by a setting of the database or of all roles. */
  readonly actsForAll: boolean;
}

export interface RolesFound {
  readonly release: Release;
  readonly byName: ReadonlyMap<string, Role>;
}

export async function readRoles(
  session: Session,
  names: readonly string[],
  first: string,
): Promise<RolesFound> {
  const [release] = await session.query<Release>(`
select
  current_setting('server_version_num')::int as number,
  current_setting('server_version_num')::int / 10000 as major,
  exists (
    select
    from pg_db_role_setting
    cross join lateral unnest(setconfig) as entry
    where setrole = 0
      and setdatabase in (0, (select oid from pg_database where datname = current_database()))
      and starts_with(entry, 'role=')
  ) as "actsForAll"
`);
  if (!release) throw new TypeError('a server has a version');
  const rows = await session.query<Role>(roles(release.major), [names, first]);
  return { release, byName: new Map(rows.map((role) => [role.name, role])) };
}
