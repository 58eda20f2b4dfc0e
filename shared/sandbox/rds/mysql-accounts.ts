import type { DatabasePrivilege, ServerAccount } from './account-server.ts';
import type { RdsInstance } from './instance.ts';
import type { MysqlSession } from './mysql-session.ts';
import { modeWith, serverWide } from './privileges.ts';

/** Accounts of the server itself. */
const ownAccounts = new Set(['', 'mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys']);

/** Reads the accounts `name@%` with their rights. A role is no account: MySQL keeps it locked and without a password. */
export async function readMysqlAccounts(
  session: MysqlSession,
  { AdminName: admin, Engine: engine }: RdsInstance,
): Promise<readonly ServerAccount[]> {
  const isRole = engine === 'MySQL' ? `and not (account_locked = 'Y' and authentication_string = '')` : '';
  const users = await session.query(`select user as name from mysql.user where host = '%' ${isRole}`);
  const names = users
    .map(({ name }) => String(name))
    .filter((name) => name !== admin && !ownAccounts.has(name));
  const onServer = await rowsByAccount(session, 'user_privileges', `'*' as place`);
  const onSchemas = await rowsByAccount(session, 'schema_privileges', 'table_schema as place');
  return names.map((name) => {
    const wide = privilegesAt(onServer.get(name) ?? []).get('*') ?? [];
    const privileges = [...privilegesAt(onSchemas.get(name) ?? [])].map(([pattern, ofDatabase]) =>
      databasePrivilege(databaseOf(pattern), ofDatabase, wide),
    );
    return { name, privileges, attributes: {} };
  });
}

interface Grant {
  readonly place: string;
  readonly privilege: string;
}

async function rowsByAccount(session: MysqlSession, table: string, place: string) {
  const rows = await session.query(
    `select grantee as account, ${place}, privilege_type as privilege from information_schema.${table} where grantee like '%@''\\%'''`,
  );
  const found = new Map<string, Grant[]>();
  for (const row of rows) {
    // The server writes `'name'@'%'`, and escapes nothing in the name.
    const name = String(row.account).slice(1, -"'@'%'".length);
    const grant = { place: String(row.place), privilege: spelling(String(row.privilege)) };
    found.set(name, [...(found.get(name) ?? []), grant]);
  }
  return found;
}

/** Returns the name that the documentation of RDS has. MariaDB has renamed this one. */
const spelling = (privilege: string) => (privilege === 'BINLOG MONITOR' ? 'REPLICATION CLIENT' : privilege);

function privilegesAt(grants: readonly Grant[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { place, privilege } of grants)
    if (privilege !== 'USAGE') found.set(place, [...(found.get(place) ?? []), privilege]);
  return found;
}

function databasePrivilege(
  database: string,
  privileges: readonly string[],
  wide: readonly string[],
): DatabasePrivilege {
  const shown = [...privileges, ...serverWide.filter((one) => wide.includes(one))];
  return { database, mode: modeWith(privileges), detail: shown.toSorted().join() };
}

/** Returns the pattern for one database alone: unescaped, an underscore in it stands for any character. */
export const databasePattern = (database: string) => database.replace(/[\\_%]/g, '\\$&');

const databaseOf = (pattern: string) => pattern.replace(/\\([\\_%])/g, '$1');
