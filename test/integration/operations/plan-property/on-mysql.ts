import type { ServerAddress } from '../../../support/servers/server.ts';
import { asAdmin } from '../../../support/stand/login.ts';
import type { SetUp } from './set-up.ts';
import { type Names, passwords, run } from './world.ts';

const asOnRds =
  'alter, alter routine, create, create view, create routine, create user, create temporary tables, delete, drop, event, execute, index, insert, lock tables, process, reload, references, replication slave, replication client, select, show view, trigger, update';

const toAdmin = "to '{dba}'@'%'";

function adminRights({ admin, rights, allowed }: SetUp): readonly string[] {
  switch (admin) {
    case 'full':
      return [`grant all on *.* ${toAdmin} with grant option`, `grant {role} ${toAdmin} with admin option`];
    case 'as on RDS':
      return [`grant ${asOnRds} on *.* ${toAdmin} with grant option`];
    case 'few rights':
      return [
        `grant create user on *.* ${toAdmin}`,
        `grant select on mysql.* ${toAdmin}`,
        ...rights.flatMap(([, allow], index) => (allow && allowed[index] ? [allow] : [])),
      ];
    default:
      return [];
  }
}

export async function makeMysql(server: ServerAddress, names: Names, setUp: SetUp): Promise<void> {
  const { admin, rights, attributes, second } = setUp;
  const given = rights.map(([give]) => give);
  const toTwo = (statement: string) => statement.replaceAll("'{app}'", "'{two}'");
  await run(server, names, [
    'create database {db}',
    'create table {db}.orders (id int, paid int)',
    'create table {db}.gone (id int)',
    'create procedure {db}.settle() select 1',
    'create role {role}',
    `create user '{app}'@'%' identified by '${passwords.app}'`,
    ...given,
    ...(admin === 'none' ? [] : [`create user '{dba}'@'%' identified by '${passwords.dba}'`]),
    ...adminRights(setUp),
    ...(second === 'none' ? [] : [`create user '{two}'@'%' identified by '${passwords.two}'`]),
    ...(second === 'equal' ? given.map(toTwo) : []),
    ...(second === 'with other rights'
      ? [...given.slice(1).map(toTwo), "grant create on {db}.* to '{two}'@'%'"]
      : []),
    ...attributes,
    'drop table {db}.gone',
  ]);
}

async function accountsOf(server: ServerAddress, { db }: Names): Promise<readonly string[]> {
  const rows = await asAdmin(server, (query) =>
    query(
      `select concat('\`', user, '\`@\`', host, '\`') as account from mysql.user where user like '${db}%' order by 1`,
    ),
  );
  return rows.flatMap((row) => Object.values(row ?? {}).map(String));
}

export async function readMysql(server: ServerAddress, names: Names): Promise<unknown> {
  const accounts = (await accountsOf(server, names)).filter((account) => !account.endsWith('@``'));
  return asAdmin(server, async (query) => {
    const state: unknown[] = [];
    for (const account of accounts) {
      // MariaDB tells those of databases in an order that changes whenever any account is altered.
      const grants = (await query(`show grants for ${account}`)).flatMap((row) => Object.values(row ?? {}));
      state.push(grants.map(String).sort());
    }
    state.push(await query(`select * from mysql.user where user like '${names.db}%' order by user, host`));
    return state;
  });
}

export async function sweepMysql(server: ServerAddress, names: Names): Promise<void> {
  const accounts = await accountsOf(server, names);
  await asAdmin(server, async (query) => {
    for (const account of accounts)
      await query(account.endsWith('@``') ? `drop role ${names.role}` : `drop user ${account}`);
    await query(`drop database if exists ${names.db}`);
  });
}
