import { hasRightsOf, isSuperuser } from './holders.ts';

export const memberships = `
select
  holders.rolname::text,
  'member of ' || role.oid || case when admin_option then ' with admin option' else '' end,
  format('membership in %I', role.rolname),
  array[
    format('grant %I to', role.rolname),
    case when admin_option then 'with admin option' else '' end
  ],
  array[format('revoke %I from', role.rolname), ''],
  array[format('grant %I to', role.rolname), 'with admin option'],
  null,
  true,
  not role.rolsuper or ${isSuperuser},
  not role.rolsuper or ${isSuperuser}
from holders
join pg_auth_members as membership on membership.member = holders.oid
join pg_roles as role on role.oid = membership.roleid
where role.oid not in (select oid from holders)
`;

/** Since 16 a membership has options, and several grantors may each have given it. */
export const membershipsWithOptions = `
select
  holder,
  'member of ' || role || ' ' || options,
  format('membership in %s', role),
  array[format('grant %s to', role), 'with ' || options],
  array[format('revoke %s from', role), format('granted by %I', grantor)],
  array[format('grant %s to', role), 'with admin option'],
  null,
  true,
  ${isSuperuser}
    or not is_super and exists (select from actors where pg_has_role(actors.oid, roleid, 'member with admin option')),
  ${hasRightsOf('grantorid')}
from (
  select
    holders.rolname::text as holder,
    quote_ident(role.rolname) as role,
    role.oid as roleid,
    role.rolsuper as is_super,
    grantor.oid as grantorid,
    grantor.rolname as grantor,
    format(
      'admin %s, inherit %s, set %s',
      (bool_or(admin_option) over same)::text,
      (bool_or(inherit_option) over same)::text,
      (bool_or(set_option) over same)::text
    ) as options
  from holders
  join pg_auth_members as membership on membership.member = holders.oid
  join pg_roles as role on role.oid = membership.roleid
  join pg_roles as grantor on grantor.oid = membership.grantor
  where role.oid not in (select oid from holders)
  window same as (partition by membership.member, membership.roleid)
) as granted
`;
