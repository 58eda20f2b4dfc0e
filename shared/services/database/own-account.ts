import { LoginBlocked, StrangerInPlace } from '../../engine/rotation/errors.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import type { DatabaseSecret } from './database-secret.ts';
import type { Holding } from './first-account.ts';

/** The facts needed about another account than the current one, before an admin changes it. */
export interface Asked {
  readonly access: RotationContext<DatabaseSecret>;
  /** The mark of the current account. */
  readonly holding: Holding;
  /** The account that acts. */
  readonly actor: string;
  /** Returns the first account that the marks on all entries of a name agree on. */
  firstOf(account: string): Promise<string | undefined>;
  /** Whether a login with the value proves the password, even if something else keeps the account out. */
  opens(value: DatabaseSecret): Promise<boolean>;
  /** Advice that makes the account this secret's, if the operator intends that. */
  readonly fix: string;
}

/**
 * Shows that an account belongs to this secret, and returns by what. `marked`: an operator has named it, or the product
 * left a mark on it or on the current account. `opened`: a stored value logs in. Throws StrangerInPlace.
 *
 * Neither its name nor a membership proves anything, since a tag may name any account. An account that an emergency or
 * a retirement disabled has the password of the version that was current then.
 */
export async function showOwn(asked: Asked, account: string): Promise<'marked' | 'opened'> {
  const { access, holding, actor } = asked;
  const { secret, current, policy } = access;
  if (account === actor)
    throw new StrangerInPlace(secret, `the account ${account}, which the admin uses,`, 'Name another one');
  if (access.named === account) return 'marked';
  if (holding.marked === account || (await asked.firstOf(account)) === holding.account) return 'marked';
  const ended = { ...current, AccountName: account };
  const isEnded = policy.status.retired !== undefined;
  for (const read of [
    isEnded ? async () => ended : access.previous,
    access.pending,
    isEnded ? access.previous : async () => ended,
  ]) {
    const value = await read();
    if (value?.AccountName === account && (await isOpened(asked, value))) return 'opened';
  }
  throw new StrangerInPlace(secret, `an account ${account}`, asked.fix);
}

async function isOpened({ opens }: Asked, value: DatabaseSecret): Promise<boolean> {
  try {
    return await opens(value);
  } catch (error) {
    if (error instanceof LoginBlocked) return false;
    throw error;
  }
}

/** Returns the StrangerInPlace that stopped a change, or undefined if the change succeeded. */
export async function strangerIn(change: () => Promise<unknown>): Promise<StrangerInPlace | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (error instanceof StrangerInPlace) return error;
    throw error;
  }
}
