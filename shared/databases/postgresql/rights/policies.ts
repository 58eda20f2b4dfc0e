import { entersSchema, hasRightsOf } from './holders.ts';

/**
 * Row security policies that name a holder. A policy is given its whole list of roles at once, and so two
 * holders that are added to one policy need two rounds.
 */
export const policies = `
select
  holders.rolname::text,
  concat('policy ', policy.oid),
  concat('policy ', policy.name),
  array[concat_ws(' ', 'alter policy', policy.name, 'to', listed || ','), ''],
  case when others is not null then array[concat_ws(' ', 'alter policy', policy.name, 'to', others)] end,
  array[format('grant %I to', owner), ''],
  null,
  true,
  ${hasRightsOf('ownerid')} and ${entersSchema('schemaid')},
  ${hasRightsOf('ownerid')} and ${entersSchema('schemaid')}
from holders
join lateral (
  select
    pg_policy.oid,
    format('%I on %s', polname, polrelid::regclass) as name,
    polroles,
    relowner as ownerid,
    relnamespace as schemaid,
    pg_get_userbyid(relowner) as owner
  from pg_policy
  join pg_class on pg_class.oid = polrelid
  where holders.oid = any(polroles)
) as policy on true
cross join lateral (
  select
    string_agg(quote_ident(rolname), ', ') as listed,
    string_agg(quote_ident(rolname), ', ') filter (where oid <> holders.oid) as others
  from pg_roles
  where oid = any(polroles)
) as members
`;
