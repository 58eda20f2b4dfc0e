import { StrategyUnavailable } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { Session } from './connector.ts';

const ownProcess = 'select pg_catalog.pg_backend_pid() as pid';

/** How often the second session begins a transaction, and how long it may wait for a process, in milliseconds. */
const tries = 8;
const patience = 500;

/**
 * Called before anything is set in a session. Something is in between where another process answers than the one that
 * was announced at login. In session mode a session keeps its process, and a pool is no harm. In transaction mode what is
 * set would be left to applications, and locks to nobody: there, a process is taken away by a second session that is
 * in a transaction. Throws StrategyUnavailable.
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
    // It has no process of its own, though this session has just been idle: so this one keeps its process.
    if (at === undefined) return;
    // Of a slow pool the answer comes late.
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
    `at ${service} a connection pool hands out its connections by the transaction, so that a lock holds nothing and what is set stays for applications; name the direct port of the server, or a pool in session mode`,
  );
}
