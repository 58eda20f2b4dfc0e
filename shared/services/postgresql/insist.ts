import { RotationError } from '../../engine/rotation/errors.ts';
import { secondOf, untilFree, whileGoingOn } from '../database/beside.ts';
import { configureSession } from './configure-session.ts';
import type { Session } from './connector.ts';
import { ownPid, terminate } from './sessions.ts';

/** How often work is begun again that was kept waiting. */
const attempts = 5;

/** Sessions of the accounts that a process waits for, or that wait before it. */
const inTheWay = `
select pid
from unnest(pg_blocking_pids($1)) as pid
join pg_stat_activity using (pid)
where usename = any($2)
`;

/**
 * For an emergency: does the work whatever lock a session of the accounts holds. A second session ends those that are in
 * the way, as often as one comes: who has waited stands before whoever comes anew. Where there is no place for a second
 * one, the work is only begun again. `by`: another session, which has nothing else to do, of who may end those
 * of the accounts.
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

/** What cannot be ended now is tried again; the work says what has kept it. */
async function endInTheWay(session: Session, pid: number, accounts: readonly string[]): Promise<void> {
  try {
    const rows = await session.query<{ pid: number }>(inTheWay, [pid, accounts]);
    const pids = rows.map((row) => row.pid);
    if (pids.length > 0) await terminate(session, pids, accounts);
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
}
