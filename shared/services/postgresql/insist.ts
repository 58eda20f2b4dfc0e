import { RotationError } from '../../engine/rotation/errors.ts';
import { untilFree, whileGoingOn } from '../database/beside.ts';
import { secondOf } from '../database/enter.ts';
import { configureSession } from './configure-session.ts';
import type { Session } from './connector.ts';
import { ownPid, terminate } from './sessions.ts';

/** Most attempts at work that was kept waiting. */
const attempts = 5;

/** Sessions of the accounts that block a process. Some hold the lock that it needs, others wait before it. */
const inTheWay = `
select pid
from unnest(pg_blocking_pids($1)) as pid
join pg_stat_activity using (pid)
where usename = any($2)
`;

/**
 * Does the work of an emergency, whatever lock a session of the accounts holds. A second session ends the sessions in
 * the way, as often as one appears, since a waiting session comes before new ones. If there is no place for a second
 * session, the work is only repeated. `by` is another session with no other task, which may end those of the accounts.
 */
export async function insist<Result>(
  session: Session,
  accounts: readonly string[],
  work: () => Promise<Result>,
  by = session,
): Promise<Result> {
  const pid = await ownPid(session);
  await using opened = by === session ? await secondOf(session, configureSession) : undefined;
  const helper = by === session ? opened : by;
  const clear = async () => {
    if (helper) await endInTheWay(helper, pid, accounts);
    return helper !== undefined;
  };
  return await whileGoingOn(clear, () => untilFree(attempts, work));
}

/**
 * Ends the sessions in the way. The next round tries again those that cannot be ended now. The error of the work says
 * what blocked it.
 */
async function endInTheWay(session: Session, pid: number, accounts: readonly string[]): Promise<void> {
  try {
    const rows = await session.query<{ pid: number }>(inTheWay, [pid, accounts]);
    const pids = rows.map((row) => row.pid);
    if (pids.length > 0) await terminate(session, pids, accounts);
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
}
