import type { DatabaseSecret } from '../database/database-secret.ts';
import { type Probed, probeTime, runBoundProbe, type Unanswered } from '../database/probe.ts';
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

/** Runs the configured probe with a value. */
export function runProbe(
  probed: Probed,
  dialling: Dialling,
  value: DatabaseSecret,
  which: string,
): Promise<void> {
  return runBoundProbe<Session>(probed, value, which, {
    logIn: () => logIn(dialling, value),
    bind: async (session) => {
      await requireOwnProcess(session);
      await session.run(bounds);
    },
    ask: (session, probe) => session.runSingle(probe),
    reasonFor,
  });
}

function reasonFor(error: unknown): Unanswered | undefined {
  if (isSqlState(error, ...changing)) return { why: 'would-change' };
  if (isSqlState(error, ...slow)) return { why: 'too-slow' };
  if (!(error instanceof ServerError)) return undefined;
  return { why: error.sqlState === '42501' ? 'denied' : 'failed', words: error.words };
}
