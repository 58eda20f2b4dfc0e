import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Session } from './connector.ts';
import { isErrno, notThePrimaryPassword, presentPasswordMissing, tooSimilar } from './errors.ts';
import { nativeVerifier } from './native-password.ts';
import { type Account, list, type Statement, setting, sql, verbatim } from './quoting.ts';
import { isAtLeast, type Server } from './server-version.ts';

/** Returns the clause that gives an account a single password. MariaDB gets the verifier. */
export function identified(server: Server, password: Sensitive, plugin?: string): Statement {
  if (server.engine === 'mariadb')
    return sql`identified via mysql_native_password using ${nativeVerifier(password)}`;
  return plugin === undefined
    ? sql`identified by ${password}`
    : sql`identified with ${plugin} by ${password}`;
}

/** Returns one statement for all entries: MySQL 8 changes either all of them or none. */
export function alterUsers(accounts: readonly Account[], clause: Statement): Statement {
  const changes = list(accounts.map((account) => sql`${account} ${clause}`));
  return setting(accounts[0]?.user, sql`alter user ${changes}`);
}

/**
 * Returns the clause that keeps the present password as the second one (MySQL 8.0.14). An earlier second password ends.
 */
export function retaining(password: Sensitive): Statement {
  return sql`identified by ${password} retain current password`;
}

/** Returns the clause that accepts both passwords (MariaDB 10.4). */
export function either(first: Sensitive, second: Sensitive): Statement {
  const method = verbatim('mysql_native_password using');
  return sql`identified via ${method} ${nativeVerifier(first)} or ${method} ${nativeVerifier(second)}`;
}

/**
 * Returns the statement that drops the second password, since a change of the password leaves it as it is. Returns
 * undefined before MySQL 8.0.14 and on MariaDB.
 */
export function discarding(server: Server, accounts: readonly Account[]): Statement | undefined {
  if (!isAtLeast(server, 'mysql', 8, 0, 14)) return undefined;
  return alterUsers(accounts, verbatim('discard old password'));
}

/**
 * Changes the session's own password. The present one in `replace` makes this a compare-and-set: returns `false` if it
 * differs. Two equal passwords only check which one it is.
 */
export async function replaceOwn(
  session: Session,
  from: Sensitive,
  to: Sensitive,
  retain: 'retain current password' | '' = '',
): Promise<boolean> {
  try {
    await session.query(sql`alter user user() identified by ${to} replace ${from} ${verbatim(retain)}`);
  } catch (error) {
    if (isErrno(error, notThePrimaryPassword)) return false;
    if (!isErrno(error, tooSimilar)) throw error;
    // The server checked the present password before it compared the two (tried on MySQL 9.7).
    if (!from.equals(to)) await setUncompared(session, to, retain, error);
  }
  session.renew(to);
  return true;
}

/**
 * Sets the password without a comparison. Random passwords share more characters than some policies allow. The server
 * compares them only if both are given.
 */
async function setUncompared(
  session: Session,
  password: Sensitive,
  retain: string,
  compared: unknown,
): Promise<void> {
  try {
    await session.query(sql`alter user user() identified by ${password} ${verbatim(retain)}`);
  } catch (error) {
    throw isErrno(error, presentPasswordMissing) ? compared : error;
  }
}

/** Sets the session's own password, for which an account needs no privilege. `from` is the password that logged in. */
export async function setOwn(
  session: Session,
  server: Server,
  from: Sensitive,
  to: Sensitive,
): Promise<void> {
  // A password history would reject a password that is set already.
  if (from.equals(to)) return;
  if (server.engine === 'mariadb') {
    await session.query(sql`set password = ${nativeVerifier(to)}`);
    session.renew(to);
    return;
  }
  if (isAtLeast(server, 'mysql', 8, 0, 13) && (await replaceOwn(session, from, to))) return;
  await session.query(sql`alter user user() identified by ${to}`);
  session.renew(to);
}
