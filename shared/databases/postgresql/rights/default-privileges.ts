import { hasRightsOf } from './holders.ts';

const kinds = `
cross join lateral (
  select
    case defaclobjtype
      when 'r' then 'tables'
      when 'S' then 'sequences'
      when 'f' then 'functions'
      when 'T' then 'types'
      when 'n' then 'schemas'
      when 'L' then 'large objects'
    end as kind,
    case when defaclobjtype = 'S' then 's' else defaclobjtype end as code,
    coalesce((
      select format('in schema %I ', nspname)
      from pg_namespace
      where pg_namespace.oid = defaclnamespace
    ), '') as place
) as named
`;

/** What others get on what a holder creates. */
export const givenByDefault = `
select
  holders.rolname::text,
  concat('by default ', place, what, ' on ', kind, ' to ', recipient, grantable),
  format('default privileges %son %s', place, kind),
  array['alter default privileges for role', format('%sgrant %s on %s to %s%s', place, what, kind, recipient, grantable)],
  array['alter default privileges for role', format('%srevoke %s on %s from %s', place, what, kind, recipient)],
  array[format('grant %I to', holders.rolname), ''],
  null,
  true,
  true,
  true
from holders
join pg_default_acl on defaclrole = holders.oid
${kinds}
cross join lateral aclexplode(defaclacl) as item
cross join lateral (
  select
    lower(item.privilege_type) as what,
    case when item.is_grantable then ' with grant option' else '' end as grantable,
    case when item.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(item.grantee)) end as recipient
) as said
where item.grantee not in (select oid from holders)
  and not (
    defaclnamespace = 0
    and (item.grantee, item.privilege_type, item.is_grantable) in (
      select built_in.grantee, built_in.privilege_type, built_in.is_grantable
      from aclexplode(acldefault(code, defaclrole)) as built_in
    )
  )
`;

/** What everybody gets on anything by the server's own rule, and was told not to get on what a holder creates. */
export const withheldByDefault = `
select
  holders.rolname::text,
  concat('by default no ', what, ' on ', kind, ' to public'),
  format('default privileges on %s', kind),
  array['alter default privileges for role', format('revoke %s on %s from public', what, kind)],
  array['alter default privileges for role', format('grant %s on %s to public', what, kind)],
  array[format('grant %I to', holders.rolname), ''],
  null,
  true,
  true,
  true
from holders
join pg_default_acl on defaclrole = holders.oid and defaclnamespace = 0
${kinds}
cross join lateral aclexplode(acldefault(code, defaclrole)) as built_in
cross join lateral (select lower(built_in.privilege_type) as what) as said
where built_in.grantee = 0
  and not exists (
    select
    from aclexplode(defaclacl) as item
    where item.grantee = 0
      and item.privilege_type = built_in.privilege_type
  )
`;

/** What a holder gets on what others create. */
export const gottenByDefault = `
select
  holders.rolname::text,
  concat('by default of ', creator, ' ', place, what, ' on ', kind, grantable),
  format('default privileges of %s %son %s', creator, place, kind),
  array[format('alter default privileges for role %s %sgrant %s on %s to', creator, place, what, kind), grantable],
  array[format('alter default privileges for role %s %srevoke %s on %s from', creator, place, what, kind), ''],
  array[format('grant %s to', creator), ''],
  null,
  true,
  ${hasRightsOf('defaclrole')},
  ${hasRightsOf('defaclrole')}
from pg_default_acl
${kinds}
cross join lateral aclexplode(defaclacl) as item
join holders on holders.oid = item.grantee
cross join lateral (
  select
    quote_ident(pg_get_userbyid(defaclrole)) as creator,
    lower(item.privilege_type) as what,
    case when item.is_grantable then ' with grant option' else '' end as grantable
) as said
where defaclrole not in (select oid from holders)
`;
