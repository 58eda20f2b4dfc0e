import { generatePassword, rdsPasswords } from '../../shared/credentials/password.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { withRightsOf } from '../../shared/databases/postgresql/borrow.ts';
import { compare, levelRights } from '../../shared/databases/postgresql/level-rights.ts';
import { actAsOwner, alter, giveToOwner, makePair } from '../../shared/databases/postgresql/make-pair.ts';
import { isSettled, type Pair, readPair } from '../../shared/databases/postgresql/pair.ts';
import { setPassword } from '../../shared/databases/postgresql/password.ts';
import { inTransaction } from '../../shared/databases/postgresql/transaction.ts';
import type { Service } from '../../shared/rotation/service.ts';
import { ending } from './end.ts';
import { held, type Opened, requireAccount, tryOut } from './opened.ts';
import { markOpened } from './own-role.ts';
import { requireSameRights } from './same-rights.ts';
import { namesAccount } from './shares-account.ts';

/**
 * Two accounts take turns, and the admin sees to both. The password of the current account is never touched:
 * it logs in until the next rotation, when it is its turn. `isUnmarked`: the other one is there, and no mark says it.
 */
export function alternatingUsers(
  opened: Opened,
  pair: Pair,
  isUnmarked: boolean,
  reason: string,
): Service<DatabaseSecret> {
  const { access, acting } = opened;
  const { current, policy } = access;
  const { session } = acting;
  const account = pair.names.next;
  return {
    strategy: 'alternating-users',
    reason,
    overlaps: true,
    ends: (previous) => previous.AccountName === account,
    next: async () => ({
      ...current,
      AccountName: account,
      AccountPassword: generatePassword(policy.password, rdsPasswords),
    }),
    set: async (next) => {
      requireAccount('alternating-users', next, account);
      await inTransaction(session, async () => {
        await levelPair(opened, pair);
        if (isUnmarked) await markOpened(opened, account);
        await setPassword(session, account, next.AccountPassword, alter(account, pair));
      });
    },
    prove: async (next) => {
      await tryOut(opened, next);
      await requireSameRights(session, pair);
    },
    ...ending(opened),
    ...held(opened),
    namesAccount: (other) => namesAccount(opened, other, account),
  };
}

/**
 * In most rotations there is nothing to do but to look. A pair that was not settled when the service was opened
 * is looked at again, as an earlier call may have made it.
 */
async function levelPair({ access, acting, holding }: Opened, seen: Pair): Promise<void> {
  const { session } = acting;
  const pair = isSettled(seen) ? seen : await readPair(session, access.secret, seen.names);
  await makePair(session, pair, holding);
  const comparison = await compare(session, pair);
  const { changes, missing } = comparison;
  if (isSettled(pair) && changes.length === 0 && missing.length === 0) return;
  await withRightsOf(session, pair, async () => {
    await actAsOwner(session, pair);
    await levelRights(session, pair);
    await giveToOwner(session, pair);
  });
}
