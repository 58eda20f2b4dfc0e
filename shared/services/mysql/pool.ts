import { StrategyUnavailable } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { Session } from './connector.ts';
import { verbatim } from './quoting.ts';

/**
 * The session by itself, which ProxySQL answers from its own count, is asked for with something else beside it.
 * Source: ProxySQL, "Multiplexing".
 */
const ownConnection = 'select connection_id(), version()';

/** How often the second session begins a transaction, and how long it may wait for a connection, in milliseconds. */
const tries = 8;
const patience = 500;

/** At login the server tells so much of its number. Source: MySQL, "Protocol::HandshakeV10". */
const announcedBits = 2 ** 32;

/**
 * Called before anything is set in a session. Something is in between where another connection answers than the one that
 * was announced at login. Where a session keeps its connection, a proxy is no harm. Where it shares connections by the
 * statement, what is set would be left to applications, and locks to nobody: there, a connection is taken away by a second
 * session that is in a transaction. Throws StrategyUnavailable. `id`: where it has been asked for already.
 */
export async function requireOwnConnection(session: Session, id?: number): Promise<void> {
  const at = id ?? (await connectionOf(session));
  if (at % announcedBits === session.announced) return;
  session.resetAtEnd();
  const login = await session.again();
  if (login === 'refused') throw between(session);
  await using other = login;
  for (let time = 0; time < tries; time += 1) {
    const taken = beginIn(other).catch(() => at);
    const early = await Promise.race([taken, waited()]);
    // A proxy that is slow answers the first of the two first; one that shares gives this session nothing meanwhile.
    const own = connectionOf(session).catch(() => at);
    const seen = early ?? (await Promise.race([taken, own.then(waited)]));
    // It has no connection of its own, though this session has just been idle: so this one keeps its connection.
    if (seen === undefined) return;
    if (seen === at || (await own) !== at) throw between(session);
    await other.query(verbatim('rollback'));
  }
}

async function beginIn(session: Session): Promise<number> {
  await session.query(verbatim('start transaction'));
  return connectionOf(session);
}

async function connectionOf(session: Session): Promise<number> {
  const [[id] = []] = await session.query(verbatim(ownConnection));
  return Number(id);
}

const waited = () => systemClock.sleep(patience, new AbortController().signal).then(() => undefined);

function between({ service }: Session): StrategyUnavailable {
  return new StrategyUnavailable(
    'mysql',
    `at ${service} a proxy or connection pool hands out its connections by the statement, so that a lock holds nothing and what is set stays for applications; name the direct port of the server, or a proxy that keeps a connection for each session`,
  );
}
