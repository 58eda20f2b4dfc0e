import type { Choices } from './set-up.ts';

function on(place: string, privilege: string): readonly [string, string] {
  const give = `grant ${privilege} on ${place} to`;
  return [`${give} {app}`, `${give} {dba} with grant option`];
}

export const postgresqlChoices: Choices = {
  strategies: ['auto', 'alternating-users', 'alternating-users', 'single-user'],
  rights: [
    on('schema {db}', 'usage'),
    on('schema {db}', 'usage, create'),
    on('{db}.orders', 'select'),
    on('{db}.orders', 'select, update'),
    on('{db}.orders', 'all'),
    ['grant select (id), update (paid) on {db}.orders to {app}'],
    on('function {db}.settle()', 'execute'),
    on('database {db}', 'create, temporary'),
    ['grant {role} to {app}', 'grant {role} to {dba} with admin option'],
    ['grant {role} to {app} with admin option', 'grant {role} to {dba} with admin option'],
    [
      'grant insert on {db}.orders to {app} with grant option',
      'grant insert on {db}.orders to {dba} with grant option',
    ],
    ['alter table {db}.own owner to {app}', 'grant create on schema {db} to {dba} with grant option'],
    ['alter function {db}.settle() owner to {app}', 'grant create on schema {db} to {dba} with grant option'],
    ['create schema {db}_own authorization {app}', 'grant create on database {db} to {dba}'],
    ['alter default privileges for role {app} grant select on tables to {role}'],
    ['alter default privileges for role {role} grant select on tables to {app}', 'grant {role} to {dba}'],
    ['create policy seen on {db}.orders to {app} using (true)'],
  ],
  attributes: [
    'alter role {app} nologin',
    "alter role {app} valid until '2001-01-01'",
    "alter role {app} valid until '2099-01-01'",
    'alter role {app} connection limit 1',
    'alter role {app} connection limit 9',
    'alter role {app} noinherit',
    'alter role {app} createdb',
    'alter role {app} createrole',
    'alter role {app} bypassrls',
    'alter role {app} superuser',
    "alter role {app} set search_path to '{db}', public",
    'alter role {app} set log_min_duration_statement to 100',
    "alter role {app} set shop.tenant to 'north'",
    'revoke connect on database {db} from public',
  ],
  hosts: [],
};
