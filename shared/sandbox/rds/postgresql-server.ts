import type { AccountServer } from './account-server.ts';
import type { RdsInstance } from './instance.ts';
import { readPostgresqlAccounts } from './postgresql-accounts.ts';
import { identifier, literal, openPostgresqlSession } from './postgresql-session.ts';
import { scramVerifier } from './scram-verifier.ts';

/**
 * Opens PostgreSQL. An account is a role that may log in. What DBOwner does in SQL is not documented; here the account
 * owns the database.
 */
export async function openPostgresqlServer(instance: RdsInstance): Promise<AccountServer> {
  const session = await openPostgresqlSession(instance);
  const ownerOf = async (database: string) => {
    const [row] = await session.query(
      'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
      [database],
    );
    return row?.owner;
  };
  const transfer = (database: string, owner: string) =>
    session.query(`alter database ${identifier(database)} owner to ${identifier(owner)}`);
  return {
    accounts: () => readPostgresqlAccounts(session, instance),
    databases: async () => {
      const rows = await session.query('select datname as name from pg_database where not datistemplate');
      return rows.map(({ name }) => String(name));
    },
    async create(name, password, type) {
      // Nobody becomes a superuser. From version 16 on, createrole reaches only the roles that the account has made.
      const rights = type === 'Super' ? 'createrole createdb' : 'nocreaterole nocreatedb';
      await session.query(
        `create role ${identifier(name)} login ${rights} password ${literal(await scramVerifier(password))}`,
      );
    },
    async reset(name, password, { sessions }) {
      await session.query(
        `alter role ${identifier(name)} password ${literal(await scramVerifier(password))}`,
      );
      if (sessions === 'end')
        await session.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
          name,
        ]);
    },
    async grant(name, database) {
      await transfer(database, name);
    },
    async revoke(name, database) {
      if ((await ownerOf(database)) === name) await transfer(database, instance.AdminName);
    },
    async drop(name) {
      await session.query(`drop role ${identifier(name)}`);
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
