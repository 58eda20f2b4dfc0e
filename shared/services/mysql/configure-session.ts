import { timeLeft } from '../../runtime/deadline.ts';
import type { Session } from './connector.ts';
import { requireOwnConnection } from './pool.ts';
import { type Account, parseAccount, sql, verbatim } from './quoting.ts';
import { parseServer, type Server } from './server-version.ts';

/** A session whose server is known and whose settings are such that our statements mean what they say. */
export interface ConfiguredSession {
  readonly session: Session;
  readonly server: Server;
  /** The entry of the account table by which the server let this session in. */
  readonly account: Account;
}

/** Seconds. */
const longestWait = 10;
const longestStatement = 40;

/**
 * The mode decides how a literal is read; on MariaDB it must also keep a `grant` from making accounts. The rest
 * ends a session whose owner is frozen or gone, since it would keep the lock, and bounds the wait for a backup
 * that holds the account tables to half of the time there is. MariaDB does not heed `lock_wait_timeout` for them
 * (tried on 10.11), so that its statements are bounded as a whole; the wait for the lock is shorter than that. MySQL bounds
 * questions alone by their time: what else it does, it waits for locks only.
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

/** Called once on a session that is going to act, before anything is set in it; one that proves a credential is left as applications find it. */
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

/** For a session that is left as applications find it. */
export async function readServer(session: Session): Promise<Server> {
  const [[version] = []] = await session.query(verbatim('select version()'));
  return parseServer(version ?? '');
}
