import { entersSchema, hasRightsOf } from './holders.ts';

/** A catalog whose rows carry grants; its expressions are SQL over one row. */
interface Catalog {
  readonly from: string;
  readonly where?: string;
  readonly kind: string;
  readonly name: string;
  readonly owner: string;
  readonly acl: string;
  /** Follows the privilege, where it is one on a column. */
  readonly column?: string;
  /** The grants on what the object is a part of, by which it may be passed on too. */
  readonly whole?: string;
  /** The schema whose name is a part of its own. */
  readonly schema?: string;
}

const permanent = "relpersistence <> 't'";

const catalogs: readonly Catalog[] = [
  {
    from: 'pg_class',
    where: permanent,
    kind: "case relkind when 'S' then 'sequence' else 'table' end",
    name: 'pg_class.oid::regclass::text',
    owner: 'relowner',
    acl: 'relacl',
    schema: 'relnamespace',
  },
  {
    from: 'pg_attribute join pg_class on pg_class.oid = attrelid',
    where: `${permanent} and not attisdropped`,
    kind: "'table'",
    name: 'attrelid::regclass::text',
    owner: 'relowner',
    acl: 'attacl',
    column: "format(' (%I)', attname)",
    whole: 'relacl',
    schema: 'relnamespace',
  },
  named('schema', 'nsp', 'pg_namespace', 'nspowner'),
  named('database', 'dat', 'pg_database', 'datdba'),
  {
    from: 'pg_proc',
    kind: "'routine'",
    name: 'pg_proc.oid::regprocedure::text',
    owner: 'proowner',
    acl: 'proacl',
    schema: 'pronamespace',
  },
  {
    from: 'pg_type join pg_namespace on pg_namespace.oid = typnamespace',
    kind: "'type'",
    name: "format('%I.%I', nspname, typname)",
    owner: 'typowner',
    acl: 'typacl',
    schema: 'typnamespace',
  },
  named('language', 'lan', 'pg_language', 'lanowner'),
  {
    from: 'pg_largeobject_metadata',
    kind: "'large object'",
    name: 'pg_largeobject_metadata.oid::text',
    owner: 'lomowner',
    acl: 'lomacl',
  },
  named('foreign data wrapper', 'fdw', 'pg_foreign_data_wrapper', 'fdwowner'),
  named('foreign server', 'srv', 'pg_foreign_server', 'srvowner'),
  named('tablespace', 'spc', 'pg_tablespace', 'spcowner'),
];

/** Since 15. They have no owner; the superuser the cluster was made with stands for it. */
const parameters: Catalog = {
  from: 'pg_parameter_acl',
  kind: "'parameter'",
  name: "(select string_agg(quote_ident(part), '.') from unnest(string_to_array(parname, '.')) as part)",
  owner: '10::oid',
  acl: 'paracl',
};

/**
 * What was granted on objects of this database and on those all databases share. Objects that one of the
 * holders owns are left out: the owning role comes to own them, and each account has its rights.
 */
export function privileges(release: number): string {
  const all = release < 15 ? catalogs : [...catalogs, parameters];
  const acting = release < 16 ? 'member' : 'set';
  return `
select
  holder,
  format('%s on %s%s', privilege, object, grantable),
  format('%s on %s', privilege, object),
  array[format('grant %s on %s to', privilege, object), grantable],
  array[format('revoke %s on %s from', privilege, object), ''],
  array[format('grant %s on %s to', privilege, object), 'with grant option'],
  case when grantor <> owner then pg_get_userbyid(grantor)::text end,
  true,
  may_give,
  may_name and not passed_on and case
    when grantor = owner then ${hasRightsOf('owner')}
    else exists (select from actors where actors.oid = grantor or pg_has_role(actors.oid, grantor, '${acting}'))
  end
from (
  select
    holder,
    privilege,
    object,
    owner,
    grantor,
    may_give,
    may_name,
    passed_on,
    case
      when bool_or(is_grantable) over (partition by holder, privilege, object) then ' with grant option'
      else ''
    end as grantable
  from (${all.map(granted).join('union all')}) as item
) as granted
`;
}

/** The grants are matched first: naming every object of the database would take longer than all the rest. */
function granted({
  from,
  where = 'true',
  kind,
  name,
  owner,
  acl,
  column = "''",
  whole = 'null::aclitem[]',
  schema,
}: Catalog): string {
  return `
select
  holders.rolname::text as holder,
  lower(item.privilege_type) || ${column} as privilege,
  ${kind} || ' ' || ${name} as object,
  ${owner} as owner,
  item.grantor as grantor,
  item.is_grantable as is_grantable,
  ${schema === undefined ? 'true' : entersSchema(schema)} and (${hasRightsOf(owner)} or exists (
    select
    from aclexplode(${acl} || ${whole}) as option
    where option.is_grantable
      and option.privilege_type = item.privilege_type
      and ${hasRightsOf('option.grantee')}
  )) as may_give,
  ${
    schema === undefined
      ? 'true'
      : `case
    when item.grantor = ${owner} then ${entersSchema(schema)}
    else has_schema_privilege(item.grantor, ${schema}, 'usage')
  end`
  } as may_name,
  exists (
    select
    from aclexplode(${acl}) as passed
    where passed.grantor = holders.oid
      and passed.privilege_type = item.privilege_type
  ) as passed_on
from ${from}
cross join lateral aclexplode(${acl}) as item
join holders on holders.oid = item.grantee
where ${acl} is not null
  and ${owner} not in (select oid from holders)
  and ${where}
`;
}

function named(kind: string, prefix: string, from: string, owner: string): Catalog {
  return {
    from,
    kind: `'${kind}'`,
    name: `quote_ident(${prefix}name)`,
    owner,
    acl: `${prefix}acl`,
  };
}
