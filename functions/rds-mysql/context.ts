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
import type { AccountApi } from '../../shared/services/rds/account-api.ts';

/** The facts by which a strategy is chosen: the configured session that acts, with the locks of the account. */
export interface Inspection {
  readonly access: RotationContext<DatabaseSecret>;
  readonly dialling: Dialling;
  readonly acting: Acting<Session>;
  readonly configured: ConfiguredSession;
  readonly holding: Holding;
  /** The accounts whose locks the session holds. */
  readonly locked: readonly string[];
  /** The API of RDS, where it changes passwords in place of an admin. The account itself acts in the session then. */
  readonly api?: AccountApi | undefined;
}

/** The context in which every strategy works. */
export interface Context extends Inspection {
  /**
   * The entries of the account that this rotation changes. An admin sees all of them, the account itself only its own.
   */
  readonly entries: readonly Entry[];
  /** The server-wide privileges of the acting account. */
  readonly privileges: ReadonlySet<string>;
  /** A recorder of what would fail. Present in a plan, which must change nothing. */
  readonly dryRun?: DryRun;
}

/** Returns a value with a new password, for the account whose turn it is. */
export function renewed({ access }: Inspection, account: string): DatabaseSecret {
  const { current, policy } = access;
  return {
    ...current,
    AccountName: account,
    AccountPassword: generatePassword(policy.password, rdsPasswords),
  };
}

/** Reads the entries of the account. Called before anything is stored, so that a missing account leaves no trace. */
export async function withEntries(inspection: Inspection, privileges: ReadonlySet<string>): Promise<Context> {
  const { access, acting, configured } = inspection;
  if (acting.as !== 'admin')
    return { ...inspection, entries: [{ ...configured.account, plugin: undefined }], privileges };
  const { current, secret, policy, emergency } = access;
  const entries = await entriesToRotate(configured, current.AccountName, secret, policy, emergency);
  return { ...inspection, entries, privileges };
}

/** Returns whether an earlier attempt has already set the value. Costs one login. */
export async function isAccepted({ dialling }: Context, value: DatabaseSecret): Promise<boolean> {
  const session = await logIn(dialling, value);
  if (session === 'refused') return false;
  await session[Symbol.asyncDispose]();
  return true;
}

/**
 * Makes a change that may be repeated, except that a password history refuses a password that is already set. Ignores
 * that refusal if an earlier attempt may have set the value and the value logs in.
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
