import { PrivilegeMissing, Refused } from '../../engine/rotation/errors.ts';
import type { Policy } from '../../engine/rotation/policy.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import { probeTime, requireQuestion, tooSlow, unfitProbe, wouldChange } from '../database/probe.ts';
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

/**
 * Runs the configured probe with a value, in a separate session that can change nothing. This session closes before any
 * login that has to prove something. Does nothing if no probe is configured.
 */
export async function runProbe(
  { secret, policy }: { readonly secret: SecretId; readonly policy: Policy },
  dialling: Dialling,
  value: DatabaseSecret,
  which: string,
): Promise<void> {
  const { probe } = policy;
  if (probe === undefined) return;
  requireQuestion(secret, probe);
  const login = await logIn(dialling, value, value.DBName);
  if (login === 'refused') throw new Refused(value.AccountName, which);
  await using session = login;
  await requireOwnConnection(session);
  for (const bound of bounds) await session.query(verbatim(bound));
  await ask(session, secret, probe);
}

async function ask(session: Session, secret: SecretId, probe: string): Promise<void> {
  try {
    await session.query(verbatim(probe));
  } catch (error) {
    if (isErrno(error, readOnly)) throw unfitProbe(secret, wouldChange);
    if (isErrno(error, ...slow)) throw unfitProbe(secret, tooSlow);
    if (!(error instanceof ServerError)) throw error;
    if (!isPrivilegeMissing(error)) throw unfitProbe(secret, `fails: ${error.words}`);
    const fix = `grant what it needs (${error.words})`;
    throw new PrivilegeMissing(session.principal, 'run the probe', fix, error);
  }
}
