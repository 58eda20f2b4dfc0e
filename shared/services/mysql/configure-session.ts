import { timeLeft } from '../../runtime/deadline.ts';
import type { Session } from './connector.ts';
import { requireOwnConnection } from './pool.ts';
import { type Account, parseAccount, sql, verbatim } from './quoting.ts';
import { parseServer, type Server } from './server-version.ts';

/** A session with a known server. Its settings make our statements mean what they say. */
export interface ConfiguredSession {
  readonly session: Session;
  readonly server: Server;
  /** The entry of the account table by which the server accepted this session. */
  readonly account: Account;
}

/** Longest waits for locks and longest run of one statement, in seconds. */
const longestWait = 10;
const longestStatement = 40;

/**
 * Returns the settings for a session. `sql_mode` decides how a literal is read. On MariaDB it must also keep a `grant`
 * from making accounts.
 *
 * The other settings end a session whose owner is frozen or gone, since it would keep the lock. They also limit the
 * wait for a backup that holds the account tables to half of the time left.
 *
 * MariaDB ignores `lock_wait_timeout` for these tables (tried on 10.11). So its statements are limited as a whole; the
 * wait for the lock is shorter than that limit. MySQL limits only questions by their time. Its other statements wait
 * for locks only.
 */
function settings(server: Server, signal: AbortSignal): string {
  const half = Math.ceil(timeLeft(signal) / 2_000) + 1;
  const most = Math.min(half, longestStatement);
  const statement =
    server.engine === 'mariadb' ? `max_statement_time = ${most}` : `max_execution_time = ${most * 1_000}`;
  return `
  sql_quote_show_create = 1,
  lock_wait_timeout = ${Math.min(half, longestWait)},
  innodb_lock_wait_timeout = ${Math.min(half, longestWait)},
  wait_timeout = 120,
  ${statement}`;
}

/**
 * Configures a session that will act. Called once, before anything is set in it. A session that proves a credential
 * stays as applications find it.
 */
export async function configureSession(session: Session, signal: AbortSignal): Promise<ConfiguredSession> {
  const [[version, user, id] = []] = await session.query(
    verbatim('select version(), current_user(), connection_id()'),
  );
  await requireOwnConnection(session, Number(id));
  const server = parseServer(version ?? '');
  const mode = server.engine === 'mariadb' ? 'NO_AUTO_CREATE_USER' : '';
  await session.query(sql`set session sql_mode = ${mode},${verbatim(settings(server, signal))}`);
  return { session, server, account: parseAccount(user ?? '') };
}

/** Reads the server version in a session that stays as applications find it. */
export async function readServer(session: Session): Promise<Server> {
  const [[version] = []] = await session.query(verbatim('select version()'));
  return parseServer(version ?? '');
}
