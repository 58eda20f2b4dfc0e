import { PrivilegeMissing, Refused } from '../../engine/rotation/errors.ts';
import type { Policy } from '../../engine/rotation/policy.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import { probeTime, requireQuestion, tooSlow, unfitProbe, wouldChange } from '../database/probe.ts';
import { type Dialling, logIn, type Session } from './connector.ts';
import { isSqlState, ServerError } from './errors.ts';
import { requireOwnProcess } from './pool.ts';

/**
 * Statements that keep a probe from changing anything. The first query of a transaction fixes its read-only mode.
 * Before that query, a probe could undo the mode.
 */
const bounds = `
set default_transaction_read_only to on;
begin read only;
set local statement_timeout to '${probeTime}s';
set local lock_timeout to '${probeTime}s';
set local idle_in_transaction_session_timeout to '30s';
select 1
`;

/** States of a statement that would change something, or would let the transaction do so. */
const changing = ['25006', '25001', '2D000'] as const;
const slow = ['57014', '55P03'] as const;

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
  const login = await logIn(dialling, value);
  if (login === 'refused') throw new Refused(value.AccountName, which);
  await using session = login;
  await requireOwnProcess(session);
  await session.run(bounds);
  await ask(session, secret, probe);
}

async function ask(session: Session, secret: SecretId, probe: string): Promise<void> {
  try {
    await session.runSingle(probe);
  } catch (error) {
    if (isSqlState(error, ...changing)) throw unfitProbe(secret, wouldChange);
    if (isSqlState(error, ...slow)) throw unfitProbe(secret, tooSlow);
    if (!(error instanceof ServerError)) throw error;
    if (error.sqlState !== '42501') throw unfitProbe(secret, `fails: ${error.words}`);
    const fix = `grant what it needs (${error.words})`;
    throw new PrivilegeMissing(session.principal, 'run the probe', fix, error);
  }
}
