import { differencesOf } from '../../shared/databases/mysql/rights/copy-rights.ts';
import { readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import type { Settled } from '../../shared/databases/mysql/settle.ts';
import { RightsDiffer } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';

/**
 * Throws RightsDiffer where a session of the other account may do more or less than the current one. Each account
 * reads its own rights, or the admin reads those of the current one. Without an admin, a session that the previous
 * value opened cannot read them, and nothing is compared.
 */
export async function requireSameRights({ access, acting, settled }: Opened, other: Settled): Promise<void> {
  const { AccountName } = access.current;
  if (acting.as !== 'admin' && settled.account.user !== AccountName) return;
  const source = acting.as === 'admin' ? { user: AccountName, host: other.account.host } : settled.account;
  const differences = differencesOf(
    await readRights(settled, source),
    await readRights(other, other.account),
  );
  if (differences.length > 0) throw new RightsDiffer(other.account.user, differences);
}
