import { isSuperuser } from './holders.ts';

/**
 * What a role has set for its sessions, everywhere and in single databases. Some settings are lists of names,
 * which the server stores quoted; written as one literal, they would become one long name. Source: the
 * server's GUC_LIST_QUOTE.
 */
export function settings(release: number): string {
  const granted = release < 15 ? 'false' : "has_parameter_privilege(session_user, plain, 'set')";
  return `
select
  holders.rolname::text,
  concat('setting ', place, name, ' to ', value),
  concat('setting ', place, name),
  array['alter role', format('%sset %s to %s', place, name, value)],
  array['alter role', format('%sreset %s', place, name)],
  case
    when current_setting('server_version_num')::int < 150000 then array['alter role', 'superuser']
    else array[format('grant set on parameter %s to', name), '']
  end,
  null,
  false,
  may_change,
  may_change
from holders
join pg_db_role_setting on setrole = holders.oid
left join pg_database on pg_database.oid = setdatabase
cross join lateral unnest(setconfig) as entry
cross join lateral (
  select
    split_part(entry, '=', 1) as plain,
    substr(entry, strpos(entry, '=') + 1) as stored
) as split
cross join lateral (
  select
    coalesce('in database ' || quote_ident(datname) || ' ', '') as place,
    (select string_agg(quote_ident(part), '.') from unnest(string_to_array(plain, '.')) as part) as name,
    case
      when plain in ('search_path', 'temp_tablespaces', 'local_preload_libraries', 'session_preload_libraries')
      then coalesce((
        select string_agg(quote_literal(coalesce(replace(found[1], '""', '"'), lower(found[2]))), ', ')
        from regexp_matches(stored, '"((?:[^"]|"")*)"|([^",[:space:]]+)', 'g') as found
      ), quote_literal(''))
      else quote_literal(stored)
    end as value
) as written
cross join lateral (
  select ${isSuperuser} or ${granted} or plain = 'role' or exists (
    select
    from pg_settings
    where lower(pg_settings.name) = lower(plain)
      and context = 'user'
  ) as may_change
) as allowed
`;
}
