/** A login on another server, with a password that only its owner may read. */
export const userMappings = `
select
  holders.rolname::text,
  concat('user mapping ', srvid),
  format('user mapping for server %I', srvname),
  null::text[],
  null::text[],
  null::text[],
  null,
  true,
  false,
  false
from holders
join pg_user_mappings on umuser = holders.oid
`;

/** The rights themselves can be seen only in their own database; that there are some, everywhere. */
export const elsewhere = `
select
  holders.rolname::text,
  concat('elsewhere ', dbid, ' ', classid, ' ', objid),
  format('rights in database %I (there, by hand: move them to the owning role)', datname),
  null::text[],
  null::text[],
  null::text[],
  null,
  true,
  false,
  false
from holders
join pg_shdepend on refclassid = 'pg_authid'::regclass and refobjid = holders.oid
join pg_database on pg_database.oid = dbid
where datname <> current_database()
  and deptype in ('a', 'o', 'r')
`;
