import { Busy, PrivilegeMissing } from '../../shared/engine/rotation/errors.ts';
import { endSessions } from '../../shared/services/postgresql/sessions.ts';
import type { Context } from './context.ts';
import { others } from './sessions.ts';

/** How often the new value is tried: a session that was just logging in is there a moment later. */
const rounds = 3;

/**
 * Whoever has all the sessions that an account may have keeps the new value from being tried: in an emergency they are
 * ended, and nobody can come back by then. Who may not end them is told by the eviction.
 */
export async function withRoom<Result>(
  context: Context,
  accounts: readonly string[],
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let round = 1; ; round += 1)
    try {
      return await attempt();
    } catch (error) {
      if (!context.access.emergency || round === rounds || !(error instanceof Busy)) throw error;
      await endAll(context, accounts);
    }
}

/** Ends all sessions of the accounts. Whoever may not is told so by the eviction. */
export async function endAll(context: Context, accounts: readonly string[]): Promise<void> {
  const { acting, dialling } = context;
  const end = async (account: string) =>
    endSessions(acting.session, account, await others(context, acting.session, account), dialling.signal);
  for (const account of accounts)
    await end(account).catch((error: unknown) => {
      if (!(error instanceof PrivilegeMissing)) throw error;
    });
}
