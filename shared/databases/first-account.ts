import { pairOf } from '../credentials/turn.ts';
import type { Access } from '../rotation/service.ts';
import { differentService } from './acting.ts';
import type { DatabaseSecret } from './database-secret.ts';

/** The account of a secret, and the first one of the pair that it is of: itself where it is of none. */
export interface Holding {
  readonly account: string;
  readonly first: string;
}

/**
 * Whose second account the current one is, where no mark in the server says it: a name that the policy has chosen does
 * not tell, and then the previous version does. Never a name that a tag gives.
 */
export async function unmarkedFirst({ current, policy, previous }: Access<DatabaseSecret>): Promise<string> {
  const { AccountName } = current;
  if (AccountName !== policy.secondAccount) return pairOf(AccountName);
  const before = await previous();
  return before && differentService(current, before).length === 0 ? before.AccountName : AccountName;
}

/** The accounts whose locks a rotation takes, in the one order that all of them take locks in. */
export function accountsOf({ account, first }: Holding): readonly string[] {
  return [...new Set([account, first])].sort();
}

/**
 * Every account that the rotation of a secret may come to change, the first one before the others. The name that a tag
 * gives is only looked for: whoever holds it has to log in.
 */
export function around(
  { policy: { secondAccount } }: Access<DatabaseSecret>,
  { account, first }: Holding,
): readonly [string, ...string[]] {
  const others = [account, secondAccount].filter((name) => name !== undefined);
  return [first, ...others.filter((name) => name !== first)];
}
