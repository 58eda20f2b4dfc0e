import { StrategyUnavailable } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { Session } from './connector.ts';
import { verbatim } from './quoting.ts';

/**
 * A query for the connection id together with another column. ProxySQL answers a query for the id alone from its own
 * count. Source: ProxySQL, "Multiplexing".
 */
const ownConnection = 'select connection_id(), version()';

/** The number of transactions that the second session begins. Milliseconds that it may wait for a connection. */
const tries = 8;
const patience = 500;

/** The server announces only this range of its connection id at login. Source: MySQL, "Protocol::HandshakeV10". */
const announcedBits = 2 ** 32;

/**
 * Throws StrategyUnavailable if a proxy shares its connections by the statement. Called before anything is set in a
 * session. `id` is the connection id, if it is known already.
 *
 * A proxy is in between if another connection responds than the login announced. A proxy that keeps a connection for
 * each session does no harm. One that shares by the statement would leave settings to applications, and locks to
 * nobody. The test: a second session in a transaction takes a connection away.
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
    // A slow proxy answers the earlier of the two queries first. One that shares gives this session nothing meanwhile.
    const own = connectionOf(session).catch(() => at);
    const seen = early ?? (await Promise.race([taken, own.then(waited)]));
    // The second session gets no connection, though this session was just idle: this one keeps its own.
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
    `a proxy or connection pool at ${service} switches connections between statements, so locks do not hold and settings leak to applications; use the direct port of the server, or a proxy that keeps a connection for each session`,
  );
}
