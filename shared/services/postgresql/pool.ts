import { StrategyUnavailable } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { Session } from './connector.ts';

const ownProcess = 'select pg_catalog.pg_backend_pid() as pid';

/** The number of transactions that the second session begins. Milliseconds that it may wait for a process. */
const tries = 8;
const patience = 500;

/**
 * Throws StrategyUnavailable if a pool shares its connections by the transaction. Called before anything is set in a
 * session.
 *
 * A pool is in between if another process responds than the login announced. In session mode a session keeps its
 * process, and a pool does no harm. In transaction mode settings would be left to applications, and locks to nobody.
 * The test: a second session in a transaction takes a process away.
 */
export async function requireOwnProcess(session: Session): Promise<void> {
  const pid = await processOf(session);
  if (pid === session.announced) return;
  session.resetAtEnd();
  const login = await session.again();
  if (login === 'refused') throw between(session);
  await using other = login;
  for (let time = 0; time < tries; time += 1) {
    const taken = beginIn(other).catch(() => pid);
    const early = await Promise.race([taken, waited()]);
    if (early === pid || (await processOf(session)) !== pid) throw between(session);
    const at = early ?? (await Promise.race([taken, waited()]));
    // The second session gets no process, though this session was just idle: this one keeps its own.
    if (at === undefined) return;
    // A slow pool replies late.
    if (at === pid) throw between(session);
    await other.run('rollback');
  }
}

async function beginIn(session: Session): Promise<number> {
  await session.run('begin');
  return processOf(session);
}

async function processOf(session: Session): Promise<number> {
  const [seen] = await session.query<{ pid: number }>(ownProcess);
  return seen?.pid ?? 0;
}

const waited = () => systemClock.sleep(patience, new AbortController().signal).then(() => undefined);

function between({ service }: Session): StrategyUnavailable {
  return new StrategyUnavailable(
    'postgresql',
    `a connection pool at ${service} switches connections between transactions, so locks do not hold and settings leak to applications; use the direct port of the server, or a pool in session mode`,
  );
}
