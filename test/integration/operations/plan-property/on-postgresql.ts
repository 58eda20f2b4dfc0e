import type { ServerAddress } from '../../../support/servers/server.ts';
import { asAdmin, session } from '../../../support/stand/login.ts';
import type { SetUp } from './set-up.ts';
import { fill, type Names, passwords, run } from './world.ts';

function adminAttributes({ admin }: SetUp): string {
  if (admin === 'full') return 'superuser';
  return admin === 'no right' ? '' : 'createrole createdb';
}

/** As on RDS, the admin has made the account; where it has few rights, somebody else has. */
export async function makePostgresql(server: ServerAddress, names: Names, setUp: SetUp): Promise<void> {
  const { admin, rights, allowed, attributes, second } = setUp;
  const made = [`create role {app} login password '${passwords.app}'`];
  if (second !== 'none') made.push(`create role {two} login password '${passwords.two}'`);
  // As an earlier rotation would have left it, or an operator who has made them a pair.
  const isPair = admin !== 'none' && (second === 'equal' || second === 'with other rights');
  if (isPair) made.push('create role {app}_owner', 'grant {app}_owner to {app}, {two}');
  const byAdmin = admin === 'as on RDS';
  await run(server, names, [
    'create role {role}',
    ...(admin === 'none'
      ? []
      : [`create role {dba} login ${adminAttributes(setUp)} password '${passwords.dba}'`]),
    ...(byAdmin ? [] : made),
    'create database {db}',
  ]);
  if (byAdmin)
    await session(server, { user: names.dba, password: passwords.dba }, async (query) => {
      for (const statement of made) await query(fill(statement, names));
    });
  const given = rights.map(([give]) => give);
  const toTwo = (statement: string) =>
    statement.replaceAll('{app}', '{two}').replace('policy seen', 'policy seen_too');
  const toOwner = (statement: string) => statement.replaceAll('{app}', '{app}_owner');
  const shared = given.filter((give) => !/^(alter (table|function)|create schema)/.test(give));
  await run(
    server,
    names,
    [
      'create schema {db}',
      'create table {db}.orders (id int, paid int)',
      'create table {db}.own (id int)',
      'create function {db}.settle() returns int language sql return 1',
      ...given,
      ...(second === 'equal' ? shared.map(toTwo) : []),
      ...(isPair ? shared.filter((give) => give.startsWith('grant')).map(toOwner) : []),
      ...(second === 'with other rights'
        ? [...shared.slice(1).map(toTwo), 'grant delete on {db}.orders to {two}']
        : []),
      ...(admin === 'few rights' || byAdmin
        ? rights.flatMap(([, allow], index) => (allow && allowed[index] ? [allow] : []))
        : []),
      ...attributes,
    ],
    names.db,
  );
}

export async function readPostgresql(server: ServerAddress, { db }: Names): Promise<unknown> {
  const catalogs = [
    `select rolname, to_jsonb(pg_authid) as role from pg_authid where rolname like '${db}%' order by 1`,
    `select to_jsonb(pg_auth_members) as member from pg_auth_members
      where pg_get_userbyid(member) like '${db}%' or pg_get_userbyid(roleid) like '${db}%' order by member::text`,
    `select to_jsonb(pg_db_role_setting) as setting from pg_db_role_setting
      where pg_get_userbyid(setrole) like '${db}%' order by setrole`,
    `select relname, relowner, relacl::text, (select array_agg(attacl::text order by attnum) from pg_attribute where attrelid = pg_class.oid) as columns
      from pg_class where relnamespace = '${db}'::regnamespace order by 1`,
    `select nspacl::text from pg_namespace where nspname = '${db}'`,
    'select to_jsonb(pg_default_acl) as by_default from pg_default_acl order by oid',
    'select polname, polroles::text from pg_policy order by 1',
  ];
  return asAdmin(
    server,
    async (query) => {
      const state: unknown[] = [];
      for (const catalog of catalogs) state.push(await query(catalog));
      return state;
    },
    db,
  );
}

export async function sweepPostgresql(server: ServerAddress, { db }: Names): Promise<void> {
  await asAdmin(server, async (query) => {
    await query(`drop database if exists ${db} with (force)`);
    const rows = await query(
      `select rolname from pg_roles where rolname like '${db}%' order by rolname desc`,
    );
    const roles = rows.flatMap((row) => Object.values(row ?? {}).map(String));
    for (const role of roles) await query(`drop owned by ${role} cascade`);
    for (const role of roles) await query(`drop role ${role}`);
  });
}
