import { Busy, Unreachable } from '../../engine/rotation/errors.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import { untilGone } from '../database/end-all.ts';
import { secondOf } from '../database/enter.ts';
import type { Seen } from '../database/logged-in.ts';
import type { Session } from './connector.ts';
import { isErrno } from './errors.ts';
import { identifier, sql, verbatim } from './quoting.ts';

/**
 * A session on the server. The server numbers sessions in the order of the logins, and repeats no id until a restart.
 */
export interface Listed extends Seen {
  readonly id: number;
}

const unknownThread = 1094;

/**
 * Lists the sessions of an account. Every account sees its own sessions without any privilege. Sessions of others need
 * PROCESS; without it the list is empty (tried on MySQL 9.7 and MariaDB 10.11).
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

/**
 * Counts logins that began before this session and outlast the time that the server gives them. The server compares
 * with the password that the account had when a login began (tried on MySQL 9.7). Only PROCESS shows them.
 */
export async function loginsUnderWay(session: Session, signal: AbortSignal): Promise<number> {
  const own = await ownId(session);
  const look = () =>
    session.query(sql`
      select id
      from information_schema.processlist
      where user = 'unauthenticated user'
        and id < ${verbatim(String(own))}`);
  if ((await look()).length === 0) return 0;
  const [[seconds] = []] = await session.query(verbatim('select @@connect_timeout'));
  const longest = Math.min((Number(seconds) + 1) * 1_000, timeLeft(signal) / 2);
  return (await untilGone(look, signal, longest)).length;
}

const ownIds = new WeakMap<Session, number>();

/** Returns the session's own id. Asks for it once, so that it is known while the session waits for another answer. */
export async function ownId(session: Session): Promise<number> {
  const known = ownIds.get(session);
  if (known !== undefined) return known;
  const [[id] = []] = await session.query(verbatim('select connection_id()'));
  ownIds.set(session, Number(id));
  session.own.add(Number(id));
  return Number(id);
}

/** Lists the sessions of an account, without those of this opening that were asked for their ids. */
export async function listOthers(session: Session, account: string): Promise<readonly Listed[]> {
  await ownId(session);
  return (await listSessions(session, account)).filter(({ id }) => !session.own.has(id));
}

/**
 * Ends sessions and waits until they are gone. An account may always end its own (tried). Returns those that are left.
 */
export async function endSessions(
  session: Session,
  account: string,
  doomed: readonly Listed[],
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const ids = new Set(doomed.map(({ id }) => id));
  await killEach(session, [...ids]);
  const look = async () => (await listSessions(session, account)).filter(({ id }) => ids.has(id));
  return untilGone(look, signal);
}

/**
 * Milliseconds to wait for a `kill`, which can block every login for as long as its sender waits.
 *
 * On MySQL `kill` locks the session that it ends while it checks the accounts for the right. A session that changes an
 * account locks them. If both are the same session, each waits for the other. Every login to the server waits with
 * them, until the sender of the `kill` is gone (tried on 9.7).
 */
const longestKill = 1_000;
/** Milliseconds to wait for a slow server, if no other session can replace the one that sends `kill`. */
const longestOwnKill = 5_000;
/**
 * Most attempts to end one session. A session that changes its password without pause is hit every second or third
 * time.
 */
const attempts = 12;

/** Opens another session of the account that acts. It counts as one of ours. Returns undefined if there is no place. */
export function openBeside(session: Session): Promise<Session | undefined> {
  return secondOf(session, async (second) => void (await ownId(second)));
}

/**
 * Ends sessions from a separate session with no other task. If the server does not answer, a new one replaces it. If
 * there is no place for a separate session, the given one does the work.
 */
export async function killEach(session: Session, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  let killer = await openBeside(session);
  try {
    for (const id of ids)
      for (let attempt = 1; ; attempt += 1)
        try {
          await (killer ? kill(killer, id, longestKill) : kill(session, id, longestOwnKill));
          break;
        } catch (error) {
          if (!(error instanceof Unreachable) || killer === undefined || attempt === attempts) throw error;
          await killer[Symbol.asyncDispose]();
          killer = await openBeside(session);
        }
  } finally {
    await killer?.[Symbol.asyncDispose]();
  }
}

/** Ends one session. One that is already gone counts as ended. */
async function kill(session: Session, id: number, longest: number): Promise<void> {
  const needs = {
    what: `end connection ${id} of another account`,
    fix: `grant connection_admin on *.* to ${identifier(session.principal)}; (connection admin on MariaDB)`,
  };
  try {
    await session.query(verbatim(`kill ${id}`), needs, longest);
  } catch (error) {
    if (!isErrno(error, unknownThread)) throw error;
  }
}

/**
 * The last id that the server gave to a session, with the server's identity. Sessions up to this id were opened before.
 * The server alone counts, so that no two clocks have to agree.
 */
export interface Watermark {
  readonly upTo: number;
  readonly server: string;
  /** The start time of the server, in seconds by its own clock, give or take one. */
  readonly started: number;
}

export async function readWatermark(session: Session): Promise<Watermark> {
  const counted = new Map(
    (
      await session.query(verbatim(`show global status where variable_name in ('Connections', 'Uptime')`))
    ).map(([name, value]) => [name, Number(value)]),
  );
  const [[server, now] = []] = await session.query(verbatim('select @@server_id, unix_timestamp()'));
  const [upTo, uptime] = [counted.get('Connections'), counted.get('Uptime')];
  if (upTo === undefined || uptime === undefined) throw new Busy('the server', 'it does not show its status');
  return { upTo, server: server ?? '', started: Number(now) - uptime };
}
