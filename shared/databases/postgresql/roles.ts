import type { Session } from './connector.ts';

/** What is to be known of a role before it is touched. */
export interface Role {
  readonly name: string;
  readonly superuser: boolean;
  /** The superuser the cluster was made with, which owns the catalogs. */
  readonly bootstrap: boolean;
  readonly createsRoles: boolean;
  readonly logsIn: boolean;
  /** Its password is valid until a time that is past. */
  readonly expired: boolean;
  readonly inherits: boolean;
  /** Has been made a member of the owning role. */
  readonly member: boolean;
  /** Is a member that has the owning role's rights, both without and with acting as it. */
  readonly usable: boolean;
  /** Its sessions act as the owning role from the start. */
  readonly actsAsOwner: boolean;
  /** Owns objects of this database, or the database, that the owning role should own. */
  readonly owns: boolean;
  /** The session's own role may change this one, which is more than `createrole` since 16. */
  readonly administered: boolean;
}

/** Those of the named roles that exist, as they stand towards the owning role; an owner that is not there is null. */
const roles = `
select
  release,
  rolname::text as name,
  rolsuper as superuser,
  role.oid = 10 as bootstrap,
  rolcreaterole as "createsRoles",
  rolcanlogin as "logsIn",
  coalesce(rolvaliduntil < now(), false) as expired,
  rolinherit as inherits,
  exists (
    select
    from pg_auth_members
    where member = role.oid
      and roleid = owner.oid
  ) as member,
  coalesce(
    exists (
      select
      from pg_auth_members
      where member = role.oid
        and roleid = owner.oid
    )
    and pg_has_role(role.oid, owner.oid, 'usage')
    and pg_has_role(role.oid, owner.oid, case when release >= 16 then 'set' else 'member' end),
    false
  ) as usable,
  exists (
    select
    from pg_db_role_setting
    where setrole = role.oid
      and setdatabase = 0
      and 'role=' || $2 = any(setconfig)
  ) as "actsAsOwner",
  exists (
    select
    from pg_shdepend as depends
    left join pg_class on depends.classid = 'pg_class'::regclass and pg_class.oid = depends.objid
    where refclassid = 'pg_authid'::regclass
      and refobjid = role.oid
      and deptype = 'o'
      and dbid in (0, (select oid from pg_database where datname = current_database()))
      and classid not in ('pg_default_acl'::regclass, 'pg_user_mapping'::regclass)
      and relpersistence is distinct from 't'
  ) as owns,
  case
    when release >= 16 then not rolsuper and pg_has_role(session_user, role.oid, 'member with admin option')
    else not rolsuper
  end
  or (select rolsuper from pg_roles where rolname = session_user) as administered
from pg_roles as role
left join (select oid from pg_roles where rolname = $2::text) as owner on true
cross join (select current_setting('server_version_num')::int / 10000 as release) as server
where rolname = any($1::text[]) or rolname = session_user
`;

export interface RolesFound {
  /** The server's major version. */
  readonly release: number;
  readonly byName: ReadonlyMap<string, Role>;
}

export async function readRoles(
  session: Session,
  names: readonly string[],
  owner: string,
): Promise<RolesFound> {
  const rows = await session.query<Role & { readonly release: number }>(roles, [names, owner]);
  return { release: rows[0]?.release ?? 0, byName: new Map(rows.map((role) => [role.name, role])) };
}
