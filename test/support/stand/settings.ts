import { until } from '../sandbox/until.ts';
import type { Engine, ServerAddress } from '../servers/server.ts';
import type { Cloud } from './cloud.ts';
import { exhaustive } from './exhaustive.ts';
import { asAdmin, type Login, login, session } from './login.ts';
import { lengthOf } from './server-log.ts';

/** One way of rotating on one engine, as an operator would set it up. */
export interface Setting {
  readonly engine: Engine;
  readonly type: 'rds-mysql' | 'rds-postgresql';
  readonly strategy: 'dual-password' | 'alternating-users' | 'single-user';
  readonly actor: 'itself' | 'admin' | 'rds-api';
  /** Whether the service holds two credentials at once, so that no login is ever refused. */
  readonly dual: boolean;
}

const mysql = { engine: 'mysql', type: 'rds-mysql' } as const;
const mariadb = { engine: 'mariadb', type: 'rds-mysql' } as const;
const postgresql = { engine: 'postgresql', type: 'rds-postgresql' } as const;

/** An admin who sets the only password an account has: between the others in what it does, and tried in the whole. */
const onlyPasswordByAdmin: readonly Setting[] = [mysql, mariadb, postgresql].map((engine) => ({
  ...engine,
  strategy: 'single-user',
  actor: 'admin',
  dual: false,
}));

/** No admin at all: the API of RDS changes passwords. One server a family shows each strategy where not every case is tried. */
const byRdsApi: readonly Setting[] = [
  { ...mysql, strategy: 'alternating-users', actor: 'rds-api', dual: true },
  { ...postgresql, strategy: 'alternating-users', actor: 'rds-api', dual: true },
  { ...mysql, strategy: 'single-user', actor: 'rds-api', dual: false },
];
export const settings: readonly Setting[] = [
  { ...mysql, strategy: 'dual-password', actor: 'itself', dual: true },
  { ...mysql, strategy: 'dual-password', actor: 'admin', dual: true },
  { ...mysql, strategy: 'alternating-users', actor: 'admin', dual: true },
  { ...mysql, strategy: 'single-user', actor: 'itself', dual: false },
  { ...mariadb, strategy: 'dual-password', actor: 'admin', dual: true },
  { ...mariadb, strategy: 'alternating-users', actor: 'admin', dual: true },
  { ...mariadb, strategy: 'single-user', actor: 'itself', dual: false },
  { ...postgresql, strategy: 'alternating-users', actor: 'admin', dual: true },
  { ...postgresql, strategy: 'single-user', actor: 'itself', dual: false },
  // Not every case of every suite of the whole is told for it yet, such as the conditions that only an admin knows.
  ...(exhaustive ? onlyPasswordByAdmin : byRdsApi),
];

/**
 * Whether the account cannot show that it has no second password: the API of RDS gives neither it nor its pair the right
 * to discard one, and refuses a pair of which one account has it.
 */
export function hidesSecondPassword({ engine, strategy, actor }: Setting): boolean {
  return engine === 'mysql' && strategy === 'alternating-users' && actor === 'rds-api';
}

/** A secret with its account on a server, ready to be rotated. */
export interface Prepared {
  readonly setting: Setting;
  readonly server: ServerAddress;
  readonly secret: string;
  readonly account: Login;
  /** The account of the admin secret, where there is one. */
  readonly admin: Login;
  /** How long the server's log was before all that is told here was made. */
  readonly logStart: number;
}

let made = 0;

/**
 * Makes a database, an account that may use it, and the secrets, as their owner would have them before. Applications
 * connect to `server`, which may be a relay in front of the `real` one.
 */
export async function prepare(
  cloud: Cloud,
  server: ServerAddress,
  setting: Setting,
  real = server,
): Promise<Prepared> {
  const logStart = await lengthOf(server.log);
  made += 1;
  const name = `app${process.pid}x${made}`;
  const account = { user: name, password: `First-value-${made}_of_${process.pid}` };
  const admin = { user: `${name}_dba`, password: `Admin-value-${made}_of_${process.pid}` };
  // By its process, too: the lock of a server goes by this name, and every worker of the tests is on the same server.
  const secret = `${setting.engine}-${server.version}-${setting.strategy}-${setting.actor}-${process.pid}-${made}`;
  const address = { Endpoint: server.host, Port: server.port };
  const instance = setting.actor === 'rds-api' ? placeInstance(cloud, server, real, name) : undefined;
  await makeAdmin(server, admin);
  if (instance) await onRds(cloud, server, setting, account, instance);
  else await (setting.engine === 'postgresql' ? onPostgresql : onMysql)(server, setting, account, admin);
  const byAdmin = setting.actor === 'admin';
  if (byAdmin)
    await cloud.createSecret(`${secret}-admin`, {
      AccountName: admin.user,
      AccountPassword: admin.password,
      ...address,
    });
  await cloud.createSecret(
    secret,
    {
      AccountName: account.user,
      AccountPassword: account.password,
      ...address,
      DBName: name,
      ...(instance ? { DBInstanceId: instance } : {}),
    },
    {
      'rotation:type': setting.type,
      'rotation:strategy': setting.strategy,
      ...(byAdmin ? { 'rotation:admin-secret': `${secret}-admin` } : {}),
      ...(instance ? { 'rotation:admin-secret': 'rds-api' } : {}),
    },
  );
  return { setting, server, secret, account, admin, logStart };
}

const engines = { mysql: 'MySQL', mariadb: 'MariaDB', postgresql: 'PostgreSQL' } as const;

/** Shows the server as an instance of its own, as each secret may have another address. Answers its id. */
function placeInstance(cloud: Cloud, server: ServerAddress, real: ServerAddress, name: string): string {
  const DBInstanceId = `rm-${name}`;
  cloud.sandbox.rdsInstances.place({
    DBInstanceId,
    Engine: engines[server.engine],
    EngineVersion: server.version,
    Endpoints: [{ ConnectionString: server.host, Port: server.port }],
    Host: real.host,
    Port: real.port,
    AdminName: real.admin.user,
    AdminPassword: real.admin.password,
    CertificateAuthority: real.certificateAuthority,
  });
  return DBInstanceId;
}

/** As in the console of RDS: a standard account with a right in one database. */
async function onRds(
  cloud: Cloud,
  server: ServerAddress,
  setting: Setting,
  account: Login,
  DBInstanceId: string,
): Promise<void> {
  const { user: name, password } = account;
  // A change may take effect later than it is answered.
  const logsIn = (credential: Login, inDatabase: boolean) => {
    const whole = { ...credential, ...(inDatabase ? { database: name } : {}) };
    return until(async () => (await login(server, whole).catch(() => 'not yet')) === undefined);
  };
  const make = async (AccountName: string, AccountPassword: string, more = {}) => {
    await cloud.rds('CreateAccount', { DBInstanceId, AccountName, AccountPassword, ...more });
    await logsIn({ user: AccountName, password: AccountPassword }, setting.engine === 'postgresql');
  };
  await asAdmin(server, (query) => query(`create database ${name}`));
  await make(name, password);
  if (setting.engine !== 'postgresql') {
    const privilege = { DBName: name, AccountPrivilege: 'ReadWrite' };
    await cloud.rds('GrantAccountPrivilege', { DBInstanceId, AccountName: name, ...privilege });
    await logsIn(account, true);
    // Beyond what the API can give, but needed to see in an emergency that there is no second password.
    if (setting.engine === 'mysql' && setting.strategy === 'single-user')
      await asAdmin(server, (query) => query(`grant application_password_admin on *.* to '${name}'@'%'`));
    return;
  }
  await asAdmin(server, (query) => query(`grant create, temporary on database ${name} to ${name}`));
  if (setting.strategy !== 'alternating-users') return;
  await make(`${name}_rt`, `${password}-rt`, { AccountDescription: `rotation-second-of-${name}` });
  await asAdmin(server, async (query) => {
    await query(`grant ${name} to ${name}_rt`);
    await query(`alter role ${name}_rt set role to '${name}'`);
  });
}

/** As on RDS: the privileged account is no superuser, and has made the application's account itself. */
async function onPostgresql(server: ServerAddress, _: Setting, account: Login, admin: Login): Promise<void> {
  await session(server, admin, async (query) => {
    await query(`create role ${account.user} login password '${account.password}'`);
    await query(`create database ${account.user}`);
    await query(`grant create, temporary on database ${account.user} to ${account.user}`);
  });
}

/** What the privileged account of RDS has. Source: RDS for MySQL, "Account permissions". */
const privileged =
  'alter, alter routine, create, create view, create routine, create user, create temporary tables, delete, drop, event, execute, index, insert, lock tables, process, reload, references, replication slave, replication client, select, show view, trigger, update';

/** The privileged account of an instance, whether or not a rotation knows it. */
async function makeAdmin(server: ServerAddress, { user, password }: Login): Promise<void> {
  await asAdmin(server, async (query) => {
    if (server.engine === 'postgresql') {
      await query(`create role ${user} login createdb createrole password '${password}'`);
      return;
    }
    await query(`create user '${user}'@'%' identified by '${password}'`);
    await query(`grant ${privileged} on *.* to '${user}'@'%' with grant option`);
  });
}

async function onMysql(server: ServerAddress, setting: Setting, account: Login): Promise<void> {
  // To keep two passwords, and to see in an emergency that there is one.
  const discards = setting.engine === 'mysql' && setting.actor === 'itself';
  await asAdmin(server, async (query) => {
    await query(`create database ${account.user}`);
    await query(`create user '${account.user}'@'%' identified by '${account.password}'`);
    await query(`grant select, insert, update, delete on ${account.user}.* to '${account.user}'@'%'`);
    if (discards) await query(`grant application_password_admin on *.* to '${account.user}'@'%'`);
  });
}
