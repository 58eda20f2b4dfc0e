import { pairOf, usualSecond } from '../../engine/credentials/turn.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import { differentService } from './acting.ts';
import type { DatabaseSecret } from './database-secret.ts';

/**
 * The account of a secret, and the first account that its mark on the server names. `marked` is undefined if it has no
 * mark.
 */
export interface Holding {
  readonly account: string;
  readonly marked: string | undefined;
}

type Read = Pick<RotationContext<DatabaseSecret>, 'current' | 'policy' | 'previous'>;

/**
 * Returns the accounts whose locks a rotation takes: its own, and the first one of its pair. All rotations take locks
 * in this one order.
 *
 * Without a mark, the name shows the first account. If the policy chose the name, the previous version shows it. A name
 * from a tag is never used.
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
 * Returns the first account, and others that the rotation may later change. Names that only look like the other account
 * of the pair, or come from a tag, are looked up and no more. Their holder has to log in, and `isOfPair` makes the
 * final decision.
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
 * Whether another account is this secret's own, the other one of its pair by a mark, or the one its rotation would set
 * next. A name that looks like a second account's proves nothing.
 */
export function isOfPair({ account, marked }: Holding, other: Holding, next?: string): boolean {
  const own = [account, marked, next].filter((name) => name !== undefined);
  return own.includes(other.account) || (other.marked !== undefined && own.includes(other.marked));
}
