import type { DatabaseSecret } from '../database/database-secret.ts';
import { type Probed, probeTime, runBoundProbe, type Unanswered } from '../database/probe.ts';
import { type Dialling, logIn, type Session } from './connector.ts';
import { isErrno, isPrivilegeMissing, ServerError } from './errors.ts';
import { requireOwnConnection } from './pool.ts';
import { verbatim } from './quoting.ts';

/**
 * Statements that keep a probe from changing anything. MySQL ends a read-only transaction at a statement that commits
 * by itself, such as `alter user`. The session's own setting applies to those, too (tried on MySQL 9.7 and MariaDB
 * 10.11). Each server skips the comment of the other.
 */
const bounds = [
  'set session transaction read only',
  `set session lock_wait_timeout = ${probeTime}, innodb_lock_wait_timeout = ${probeTime}, sql_select_limit = 1
  /*!50708 , max_execution_time = ${probeTime}000 */ /*M!100100 , max_statement_time = ${probeTime} */`,
  'start transaction read only',
];

/** Error numbers for a statement that was interrupted, or waited too long for a lock. */
const slow = [1205, 1317, 1969, 3024] as const;
const readOnly = 1792;

/** Runs the configured probe with a value, in the database of the value. */
export function runProbe(
  probed: Probed,
  dialling: Dialling,
  value: DatabaseSecret,
  which: string,
): Promise<void> {
  return runBoundProbe<Session>(probed, value, which, {
    logIn: () => logIn(dialling, value, value.DBName),
    bind: async (session) => {
      await requireOwnConnection(session);
      for (const bound of bounds) await session.query(verbatim(bound));
    },
    ask: (session, probe) => session.query(verbatim(probe)),
    reasonFor,
  });
}

function reasonFor(error: unknown): Unanswered | undefined {
  if (isErrno(error, readOnly)) return { why: 'would-change' };
  if (isErrno(error, ...slow)) return { why: 'too-slow' };
  if (!(error instanceof ServerError)) return undefined;
  return { why: isPrivilegeMissing(error) ? 'denied' : 'failed', words: error.words };
}
