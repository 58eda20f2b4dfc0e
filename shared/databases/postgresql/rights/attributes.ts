const mayChange = `(
    select me.rolsuper or case
      when attribute = 'createrole' then me.rolcreaterole
      when current_setting('server_version_num')::int < 160000 then attribute = 'createdb' and me.rolcreaterole
      when attribute = 'createdb' then me.rolcreatedb
      when attribute = 'bypassrls' then me.rolbypassrls
      when attribute = 'replication' then me.rolreplication
      else false
    end
    from pg_roles as me
    where me.rolname = session_user
  )`;

/** Before 16 only a superuser gives `replication` and `bypassrls`; since then, who has them. */
export const attributes = `
select
  holders.rolname::text as holder,
  attribute as key,
  attribute as label,
  array['alter role', attribute] as give,
  array['alter role', 'no' || attribute] as take,
  array['alter role', case
    when attribute in ('createdb', 'createrole') then attribute
    when current_setting('server_version_num')::int < 160000 then 'superuser'
    else attribute
  end] as fix,
  null as acting,
  attribute <> 'replication' as shared,
  ${mayChange} as "mayGive",
  ${mayChange} as "mayTake"
from holders
join pg_roles as role using (oid)
cross join lateral (
  values
    ('superuser', role.rolsuper),
    ('createdb', role.rolcreatedb),
    ('createrole', role.rolcreaterole),
    ('bypassrls', role.rolbypassrls),
    ('replication', role.rolreplication)
) as listed (attribute, held)
where held
`;

/** Limits of the account: what the owning role, which cannot log in, has no use for. */
export const limits = `
select
  holders.rolname::text,
  name || ' ' || value,
  name,
  array['alter role', name || ' ' || value],
  array['alter role', name || ' ' || lifted],
  array['alter role', 'createrole'],
  null,
  false,
  true,
  true
from holders
join pg_roles as role using (oid)
cross join lateral (
  values
    ('connection limit', nullif(role.rolconnlimit, -1)::text, '-1'),
    ('valid until', quote_literal(nullif(role.rolvaliduntil, 'infinity')::text), quote_literal('infinity')),
    ('', case when role.rolinherit then null else 'noinherit' end, 'inherit')
) as listed (name, value, lifted)
where value is not null
`;
