import { LoginBlocked, StrangerInPlace } from '../../engine/rotation/errors.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import type { DatabaseSecret } from './database-secret.ts';
import type { Holding } from './first-account.ts';

/** What is asked about another account than the current one, before anything of it is changed by an admin. */
export interface Asked {
  readonly access: RotationContext<DatabaseSecret>;
  /** Of the current account. */
  readonly holding: Holding;
  /** The account that acts. */
  readonly actor: string;
  /** Whose second account all entries of that name are, as their marks say. */
  firstOf(account: string): Promise<string | undefined>;
  /** Whether a login with it shows the password to be right, whatever else keeps the account out. */
  opens(value: DatabaseSecret): Promise<boolean>;
  /** What makes the account this secret's, where it is meant to be. */
  readonly fix: string;
}

/**
 * By what an account is shown to be this secret's: an operator has named it, a mark that the product left on it or on the
 * current one, or a stored value. Neither its name nor a membership shows anything, as a tag may name whom it likes. One
 * that an eviction or a retirement has put out of reach has the password of the version that was current then. Throws
 * StrangerInPlace.
 */
export async function showOwn(asked: Asked, account: string): Promise<'marked' | 'opened'> {
  const { access, holding, actor } = asked;
  const { secret, current, policy } = access;
  if (account === actor)
    throw new StrangerInPlace(secret, `the account ${account} of the admin itself`, 'Name another one');
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

/** What kept a change from an account that may be somebody else's; nothing where it went through. */
export async function strangerIn(change: () => Promise<unknown>): Promise<StrangerInPlace | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (error instanceof StrangerInPlace) return error;
    throw error;
  }
}
