import { randomBytes } from 'node:crypto';
import type { RdsInstanceInput } from '../../../shared/sandbox/rds/instance.ts';
import { type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import type { Engine, ServerAddress } from '../servers/server.ts';
import { asAdmin, login, session } from '../stand/login.ts';
import { callsTo, type Parameters } from './calls.ts';
import { movingClock } from './moving-clock.ts';
import { userWithKey } from './people.ts';

export const DBInstanceId = 'rm-test';

/** Passwords that RDS takes. */
export const [firstPassword, secondPassword] = ['First-Passw0rd', 'Second-Passw0rd'];

const names = { mysql: 'MySQL', mariadb: 'MariaDB', postgresql: 'PostgreSQL' } as const satisfies Record<
  Engine,
  RdsInstanceInput['Engine']
>;

export const instanceOn = (server: ServerAddress): RdsInstanceInput => ({
  DBInstanceId,
  Engine: names[server.engine],
  EngineVersion: { mysql: '8.0', mariadb: '10.6', postgresql: server.version }[server.engine],
  Endpoints: [{ ConnectionString: server.host, Port: server.port }],
  Host: server.host,
  Port: server.port,
  AdminName: server.admin.user,
  AdminPassword: server.admin.password,
  CertificateAuthority: server.certificateAuthority,
});

/** A sandbox whose instance is a running server that others use too: accounts and databases begin with `prefix`. */
export async function startRds(server: ServerAddress, options: SandboxOptions = {}) {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock, rdsInstances: [instanceOn(server)], ...options });
  const prefix = `a${randomBytes(3).toString('hex')}`;
  const call = callsTo(sandbox, 'rds');
  const AccountName = `${prefix}_app`;
  const root = (statement: string, database?: string) =>
    asAdmin(server, (query) => query(statement), database);
  const quote = quoteFor(server);
  const on = (more: Parameters = {}) => ({ DBInstanceId, AccountName, ...more });
  return {
    sandbox,
    clock,
    call,
    root,
    prefix,
    AccountName,
    /** Parameters of a call about the account `app`. */
    on,
    create: (more: Parameters = {}) => call('CreateAccount', on({ AccountPassword: firstPassword, ...more })),
    /** The account, as DescribeAccounts answers it. */
    described: async (name = AccountName): Promise<unknown> => {
      const { Accounts } = Object(await call('DescribeAccounts', { DBInstanceId, AccountName: name }));
      return Object(Accounts).DBInstanceAccount?.[0];
    },
    /** Whether a login with the password succeeds. */
    accepts: async (password: string, user = AccountName) =>
      (await login(server, { user, password })) === undefined,
    /** Whether the account, which has its first password, can use the database. */
    reaches: (database: string) =>
      session(server, { user: AccountName, password: firstPassword, database }, (query) =>
        query('select 1'),
      ).then(
        () => true,
        () => false,
      ),
    makeDatabase: async (name = `${prefix}_db`) => {
      await root(`create database ${quote(name)}`);
      return name;
    },
    /** An account that somebody has made by SQL. */
    createBySql: (name = AccountName) =>
      root(
        server.engine === 'postgresql'
          ? `create role ${quote(name)} login password '${firstPassword}'`
          : `create user ${quote(name)}@'%' identified by '${firstPassword}'`,
      ),
    /** Calls of a user without any right. */
    asNobody: async () => callsTo(await userWithKey(sandbox, 'nobody'), 'rds'),
    [Symbol.asyncDispose]: async () => {
      await sandbox[Symbol.asyncDispose]();
      await dropAll(server, prefix);
    },
  };
}

async function dropAll(server: ServerAddress, prefix: string): Promise<void> {
  const isPostgresql = server.engine === 'postgresql';
  const quote = quoteFor(server);
  await asAdmin(server, async (query) => {
    const databases = isPostgresql
      ? await query('select datname as name from pg_database')
      : await query('select schema_name as name from information_schema.schemata');
    for (const name of beginning(databases, prefix)) await query(`drop database ${quote(name)}`);
    const accounts = isPostgresql
      ? await query('select rolname as name from pg_roles')
      : await query(`select user as name from mysql.user where host = '%'`);
    for (const name of beginning(accounts, prefix))
      await query(isPostgresql ? `drop role ${quote(name)}` : `drop user ${quote(name)}@'%'`);
  });
}

const quoteFor = ({ engine }: ServerAddress) => {
  const mark = engine === 'postgresql' ? '"' : '`';
  return (name: string) => `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
};

const beginning = (rows: readonly unknown[], prefix: string) =>
  rows.map((row) => String(Object(row).name)).filter((name) => name.startsWith(prefix));
