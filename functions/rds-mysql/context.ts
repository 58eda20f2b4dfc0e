import { generatePassword, rdsPasswords } from '../../shared/engine/credentials/password.ts';
import type { RotationContext } from '../../shared/engine/rotation/service.ts';
import type { Acting } from '../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import type { Holding } from '../../shared/services/database/first-account.ts';
import type { ConfiguredSession } from '../../shared/services/mysql/configure-session.ts';
import { type Dialling, logIn, type Session } from '../../shared/services/mysql/connector.ts';
import type { DryRun } from '../../shared/services/mysql/dry-run.ts';
import { type Entry, entriesToRotate } from '../../shared/services/mysql/entries.ts';
import { brokenHistory, isErrno } from '../../shared/services/mysql/errors.ts';

/** What a strategy is decided on by: the acting session, settled, with the locks of the account. */
export interface Inspection {
  readonly access: RotationContext<DatabaseSecret>;
  readonly dialling: Dialling;
  readonly acting: Acting<Session>;
  readonly configured: ConfiguredSession;
  readonly holding: Holding;
  /** The accounts whose locks it holds. */
  readonly locked: readonly string[];
}

/** What every strategy works on. */
export interface Context extends Inspection {
  /** The entries of the account that this rotation is about: an admin sees them all, the account only its own. */
  readonly entries: readonly Entry[];
  /** The server-wide privileges of whoever acts. */
  readonly privileges: ReadonlySet<string>;
  /** Present in a plan: nothing may be changed, and what would fail is noted. */
  readonly dryRun?: DryRun;
}

/** A value with a new password, for the account whose turn it is. */
export function renewed({ access }: Inspection, account: string): DatabaseSecret {
  const { current, policy } = access;
  return {
    ...current,
    AccountName: account,
    AccountPassword: generatePassword(policy.password, rdsPasswords),
  };
}

/** Read before anything is stored, so that an account which is not there leaves no trace. */
export async function withEntries(inspection: Inspection, privileges: ReadonlySet<string>): Promise<Context> {
  const { access, acting, configured } = inspection;
  if (acting.as !== 'admin')
    return { ...inspection, entries: [{ ...configured.account, plugin: undefined }], privileges };
  const { current, secret, policy, emergency } = access;
  const entries = await entriesToRotate(configured, current.AccountName, secret, policy, emergency);
  return { ...inspection, entries, privileges };
}

/** One login, to find out whether an earlier attempt has set the value already. */
export async function isAccepted({ dialling }: Context, value: DatabaseSecret): Promise<boolean> {
  const session = await logIn(dialling, value);
  if (session === 'refused') return false;
  await session[Symbol.asyncDispose]();
  return true;
}

/**
 * Makes a change that would be right to repeat, were it not for a password history, which turns down a password
 * that is set already.
 */
export async function unlessSet(
  context: Context,
  next: DatabaseSecret,
  fresh: boolean,
  change: () => Promise<unknown>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (fresh || !isErrno(error, brokenHistory) || !(await isAccepted(context, next))) throw error;
  }
}
