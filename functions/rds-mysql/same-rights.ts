import { isErrno, missingAccount } from '../../shared/databases/mysql/errors.ts';
import type { Account } from '../../shared/databases/mysql/quoting.ts';
import { differencesOf } from '../../shared/databases/mysql/rights/copy-rights.ts';
import { readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import type { Settled } from '../../shared/databases/mysql/settle.ts';
import { RightsDiffer } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';

/**
 * Throws RightsDiffer where the other account may do more or less than the current one, or where its logins must bring
 * something else. The admin reads those of every entry. Without an admin each account reads its own, in the session that
 * let it in; a session that the previous value opened cannot read those of the current one, and nothing is compared.
 */
export async function requireSameRights(opened: Opened, other: Settled): Promise<void> {
  const { access, acting, settled, entries } = opened;
  const { AccountName } = access.current;
  if (acting.as === 'admin') {
    const hosts = new Set([...entries.map(({ host }) => host), other.account.host]);
    for (const host of hosts) {
      const pair = [settled, { user: AccountName, host }, settled, { ...other.account, host }] as const;
      await requireSame(...pair);
    }
  }
  if (settled.account.user === AccountName) await requireSame(settled, settled.account, other, other.account);
}

async function requireSame(by: Settled, one: Account, byOther: Settled, other: Account): Promise<void> {
  const wanted = await readRights(by, one);
  const have = await readRights(byOther, other).catch((error: unknown) => {
    if (!isErrno(error, ...missingAccount)) throw error;
    throw new RightsDiffer(other.user, [`it is not known from ${other.host}`]);
  });
  const differences = differencesOf(wanted, have);
  if (differences.length > 0) throw new RightsDiffer(other.user, differences);
}
