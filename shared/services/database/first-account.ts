import { pairOf, usualSecond } from '../../engine/credentials/turn.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import { differentService } from './acting.ts';
import type { DatabaseSecret } from './database-secret.ts';

/** The account of a secret, and whose second one it is as its mark in the server says; absent where it has none. */
export interface Holding {
  readonly account: string;
  readonly marked: string | undefined;
}

type Read = Pick<RotationContext<DatabaseSecret>, 'current' | 'policy' | 'previous'>;

/**
 * The accounts whose locks a rotation takes, in the one order that all of them take locks in: its own, and the first one
 * of its pair. Where no mark says it, its name does; or the previous version, where the policy has chosen the name.
 * Never a name that a tag gives.
 */
export async function accountsToLock(read: Read, { account, marked }: Holding): Promise<readonly string[]> {
  const first = marked ?? (await unmarkedFirst(read));
  return [...new Set([account, first])].sort();
}

async function unmarkedFirst({ current, policy, previous }: Read): Promise<string> {
  const { AccountName } = current;
  if (AccountName !== policy.secondAccount) return pairOf(AccountName);
  const before = await previous();
  return before && differentService(current, before).length === 0 ? before.AccountName : AccountName;
}

/**
 * The first account, and others that the rotation may come to change. Names that only look like the other one of the pair,
 * or that a tag gives, are looked for and no more: whoever holds them has to log in, and `isOfPair` has the last word.
 */
export function around(
  { policy: { secondAccount } }: Pick<Read, 'policy'>,
  { account, marked }: Holding,
): readonly [string, ...string[]] {
  const first = marked ?? account;
  const others = [account, secondAccount ?? first, pairOf(account), usualSecond(account)];
  return [first, ...new Set(others.filter((name) => name !== first))];
}

/**
 * Whether another account is this secret's, the other one of its pair by a mark, or the one that its rotation would set
 * next. That a name looks like a second account's proves nothing.
 */
export function isOfPair({ account, marked }: Holding, other: Holding, next?: string): boolean {
  const own = [account, marked, next].filter((name) => name !== undefined);
  return own.includes(other.account) || (other.marked !== undefined && own.includes(other.marked));
}
