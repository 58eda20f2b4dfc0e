import { Busy } from '../../rotation/errors.ts';
import { untilGone } from '../end-all.ts';
import type { Seen } from '../logged-in.ts';
import type { Session } from './connector.ts';
import { isErrno } from './errors.ts';
import { identifier, sql, verbatim } from './quoting.ts';

/** A session on the server. Ids are given in the order of the logins, and never twice until a restart. */
export interface Listed extends Seen {
  readonly id: number;
}

const unknownThread = 1094;

/**
 * The sessions of an account. Everybody sees those of the own account without any privilege; to see those of
 * others needs PROCESS, and without it the list is empty (tried on MySQL 9.7 and MariaDB 10.11).
 */
export async function listSessions(session: Session, account: string): Promise<readonly Listed[]> {
  const rows = await session.query(sql`
    select id, user, host
    from information_schema.processlist
    where user = ${account}
    order by id`);
  return rows
    .filter(([, user]) => user === account)
    .map(([id, , host]) => ({
      id: Number(id),
      account,
      from: host?.replace(/:\d+$/, '') || undefined,
      since: undefined,
    }));
}

export async function ownId(session: Session): Promise<number> {
  const [[id] = []] = await session.query(verbatim('select connection_id()'));
  return Number(id);
}

/** Ends sessions and waits until they are gone. An account may always end its own (tried). Answers who is left. */
export async function endSessions(
  session: Session,
  account: string,
  doomed: readonly Listed[],
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  for (const { id } of doomed) await kill(session, id);
  const ids = new Set(doomed.map(({ id }) => id));
  const look = async () => (await listSessions(session, account)).filter(({ id }) => ids.has(id));
  return untilGone(look, signal);
}

/** One that is gone already is as good as ended. */
export async function kill(session: Session, id: number): Promise<void> {
  try {
    await session.query(verbatim(`kill ${id}`), {
      what: `end connection ${id} of another account`,
      fix: `grant connection_admin on *.* to ${identifier(session.principal)}; (connection admin on MariaDB)`,
    });
  } catch (error) {
    if (!isErrno(error, unknownThread)) throw error;
  }
}

/**
 * The last id that was given, and where: sessions up to it were opened before. Counted by the server alone, so that
 * no clock has to agree with another.
 */
export interface Mark {
  readonly upTo: number;
  readonly server: string;
  /** When the server was started, in seconds by its own clock, give or take one. */
  readonly started: number;
}

export async function readMark(session: Session): Promise<Mark> {
  const counted = new Map(
    (
      await session.query(verbatim(`show global status where variable_name in ('Connections', 'Uptime')`))
    ).map(([name, value]) => [name, Number(value)]),
  );
  const [[server, now] = []] = await session.query(verbatim('select @@server_id, unix_timestamp()'));
  const [upTo, uptime] = [counted.get('Connections'), counted.get('Uptime')];
  if (upTo === undefined || uptime === undefined) throw new Busy('the server', 'it does not tell its status');
  return { upTo, server: server ?? '', started: Number(now) - uptime };
}
