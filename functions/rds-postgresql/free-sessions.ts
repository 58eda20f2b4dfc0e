import { Busy, PrivilegeMissing } from '../../shared/engine/rotation/errors.ts';
import { endSessions } from '../../shared/services/postgresql/sessions.ts';
import type { Context } from './context.ts';
import { others } from './sessions.ts';

/** Number of attempts with the new value. A session that was just logging in appears a moment later. */
const rounds = 3;

/**
 * Tries the new value. In an emergency, ends the sessions of the accounts if they leave no place for the attempt;
 * nobody can come back by then. The revocation reports a missing right to end them.
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

/** Ends and counts all sessions of the accounts. Ignores a missing right for that, which the revocation reports. */
export async function endAll(context: Context, accounts: readonly string[]): Promise<void> {
  const { access, acting, dialling } = context;
  const end = async (account: string) => {
    const doomed = await others(context, acting.session, account);
    const left = await endSessions(acting.session, account, doomed, dialling.signal);
    access.ended(doomed.length - left.length);
  };
  for (const account of accounts)
    await end(account).catch((error: unknown) => {
      if (!(error instanceof PrivilegeMissing)) throw error;
    });
}
