import type { World } from '../../databases/postgresql/world.ts';

/**
 * Everything a role has, as the catalogs print it and not as the product reads it: one line each, without the
 * role's own name.
 */
export async function fingerprint(world: World, role: string): Promise<readonly string[]> {
  const catalogs = [
    ['pg_class', 'relacl'],
    ['pg_attribute', 'attacl'],
    ['pg_namespace', 'nspacl'],
    ['pg_database', 'datacl'],
    ['pg_proc', 'proacl'],
    ['pg_type', 'typacl'],
    ['pg_language', 'lanacl'],
    ['pg_largeobject_metadata', 'lomacl'],
    ['pg_foreign_data_wrapper', 'fdwacl'],
    ['pg_foreign_server', 'srvacl'],
    ['pg_tablespace', 'spcacl'],
    ...(Number(world.server.version) >= 15 ? [['pg_parameter_acl', 'paracl']] : []),
  ];
  const objects = catalogs.map(
    ([catalog, acl]) => `
      select '${catalog} ' || ${catalog === 'pg_attribute' ? 'attrelid::text || attnum' : 'oid::text'} as place,
        unnest(${acl})::text as item
      from ${catalog}
    `,
  );
  const options =
    Number(world.server.version) >= 16
      ? 'row(admin_option, inherit_option, set_option)::text'
      : 'admin_option::text';
  const rows = await world.sql(
    `
    with grants as (${objects.join('union all')})
    select place || ' ' || split_part(item, '/', 1) as line
    from grants
    where item like '${role}=%'
    union all
    select 'default of others ' || pg_default_acl.oid || ' ' || split_part(item::text, '/', 1)
    from pg_default_acl
    cross join lateral unnest(defaclacl) as item
    where defaclrole <> '"${role}"'::regrole and item::text like '${role}=%'
    union all
    select 'default ' || defaclnamespace || defaclobjtype::text || split_part(item::text, '/', 1)
    from pg_default_acl
    cross join lateral unnest(defaclacl) as item
    where defaclrole = '"${role}"'::regrole
    union all
    select 'setting ' || setdatabase || ' ' || entry
    from pg_db_role_setting
    cross join lateral unnest(setconfig) as entry
    where setrole = '"${role}"'::regrole
    union all
    select 'member of ' || pg_get_userbyid(roleid) || ' ' || ${options}
    from pg_auth_members
    where member = '"${role}"'::regrole
    union all
    select 'attributes ' || (to_jsonb(pg_roles) - 'oid' - 'rolname' - 'rolconfig')::text
    from pg_roles
    where rolname = '${role}'
  `,
  );
  return rows.map(({ line }) => String(line).replaceAll(`${role}=`, 'self=')).sort();
}
