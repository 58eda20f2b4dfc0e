/**
 * What was granted on objects of this database and on those all databases share. Objects that one of the
 * holders owns are left out: the owning role comes to own them, and each account has its rights.
 */
export function privileges(release: number): string {
  return `
select
  holder,
  format('%s on %s%s', privilege, object, grantable),
  format('%s on %s', privilege, object),
  array[format('grant %s on %s to', privilege, object), grantable],
  array[format('revoke %s on %s from', privilege, object), ''],
  array[format('grant %s on %s to', privilege, object), 'with grant option'],
  case when grantor.oid <> owner then grantor.rolname::text end,
  true
from (
  select
    holders.rolname::text as holder,
    lower(item.privilege_type) || columns as privilege,
    objects.kind || ' ' || objects.name as object,
    objects.owner as owner,
    item.grantor as grantor_oid,
    case
      when bool_or(item.is_grantable) over (
        partition by holders.oid, objects.kind, objects.name, item.privilege_type, columns
      ) then ' with grant option'
      else ''
    end as grantable
  from (${objects(release)}) as objects
  cross join lateral aclexplode(objects.acl) as item
  join holders on holders.oid = item.grantee
  where objects.owner not in (select oid from holders)
) as granted
join pg_roles as grantor on grantor.oid = grantor_oid
`;
}

function objects(release: number): string {
  return release < 15 ? listed : `${listed} union all ${parameters}`;
}

const listed = `
select
  case relkind when 'S' then 'sequence' else 'table' end as kind,
  oid::regclass::text as name,
  '' as columns,
  relowner as owner,
  relacl as acl
from pg_class
where relpersistence <> 't'
union all
select 'table', attrelid::regclass::text, format(' (%I)', attname), relowner, attacl
from pg_attribute
join pg_class on pg_class.oid = attrelid
where not attisdropped
  and relpersistence <> 't'
union all
select 'schema', quote_ident(nspname), '', nspowner, nspacl
from pg_namespace
union all
select 'database', quote_ident(datname), '', datdba, datacl
from pg_database
union all
select 'routine', oid::regprocedure::text, '', proowner, proacl
from pg_proc
union all
select 'type', format('%I.%I', nspname, typname), '', typowner, typacl
from pg_type
join pg_namespace on pg_namespace.oid = typnamespace
union all
select 'language', quote_ident(lanname), '', lanowner, lanacl
from pg_language
union all
select 'large object', oid::text, '', lomowner, lomacl
from pg_largeobject_metadata
union all
select 'foreign data wrapper', quote_ident(fdwname), '', fdwowner, fdwacl
from pg_foreign_data_wrapper
union all
select 'foreign server', quote_ident(srvname), '', srvowner, srvacl
from pg_foreign_server
union all
select 'tablespace', quote_ident(spcname), '', spcowner, spcacl
from pg_tablespace
`;

/** Since 15. They have no owner; the superuser the cluster was made with stands for it. */
const parameters = `
select
  'parameter',
  (select string_agg(quote_ident(part), '.') from unnest(string_to_array(parname, '.')) as part),
  '',
  10::oid,
  paracl
from pg_parameter_acl
`;
