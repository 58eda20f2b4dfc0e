import { Refused, StrategyUnavailable } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../shared/engine/rotation/service.ts';
import type { Acting } from '../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import type { Holding } from '../../shared/services/database/first-account.ts';
import { type Dialling, logIn, type Session } from '../../shared/services/postgresql/connector.ts';
import { runProbe } from '../../shared/services/postgresql/probe.ts';
import { actingAs } from '../../shared/services/postgresql/second-login.ts';
import type { AccountApi } from '../../shared/services/rds/account-api.ts';

/** The context in which every strategy works: the configured session that acts, with the locks of the account. */
export interface Context {
  readonly access: RotationContext<DatabaseSecret>;
  readonly dialling: Dialling;
  readonly acting: Acting<Session>;
  readonly holding: Holding;
  /** The accounts whose locks the session holds. */
  readonly locked: readonly string[];
  /** The API of RDS, where it changes passwords in place of an admin. The account itself acts in the session then. */
  readonly api?: AccountApi | undefined;
  /** Returns a session that changes nothing, for one that a strategy opens. Present in a plan. */
  readonly wrapForDryRun?: (session: Session) => Session;
}

/**
 * Runs the configured probe with the new value, then logs in with it as an application does. The login comes last, so
 * that nothing can undo what it proves. Returns the role as which its sessions work.
 */
export async function tryOut(
  { access, dialling }: Pick<Context, 'access' | 'dialling'>,
  next: DatabaseSecret,
  which = 'pending',
): Promise<string> {
  await runProbe(access, dialling, next, which);
  const session = await logIn(dialling, next);
  if (session === 'refused') throw new Refused(next.AccountName, which);
  await using open = session;
  return await actingAs(open);
}

/**
 * Throws StrategyUnavailable if a pending value is for another account than the one that may change. A value that
 * another strategy made may name an account whose password must not be touched.
 */
export function requireAccount(strategy: string, next: DatabaseSecret, account: string): void {
  if (next.AccountName === account) return;
  throw new StrategyUnavailable(
    strategy,
    `it is the turn of ${account}, but the pending version holds ${next.AccountName}; use the strategy that made it, or remove its stage`,
  );
}
