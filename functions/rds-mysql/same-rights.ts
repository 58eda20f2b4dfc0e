import { PrivilegeMissing, RightsDiffer } from '../../shared/engine/rotation/errors.ts';
import type { ConfiguredSession } from '../../shared/services/mysql/configure-session.ts';
import { isErrno, missingAccount } from '../../shared/services/mysql/errors.ts';
import { type Account, accountName } from '../../shared/services/mysql/quoting.ts';
import { differencesOf } from '../../shared/services/mysql/rights/copy-rights.ts';
import { difference, giving } from '../../shared/services/mysql/rights/grant.ts';
import { withoutDropped } from '../../shared/services/mysql/rights/obstacles.ts';
import { readRights } from '../../shared/services/mysql/rights/read-rights.ts';
import type { Context } from './context.ts';

/**
 * Throws RightsDiffer if the other account may do more or less than the current one, or if its logins must bring
 * something else. An admin reads the rights of every entry. Without an admin, each account reads its own rights in the
 * session that let it in. A session that the previous value opened cannot read those of the current account, and
 * nothing is compared.
 */
export async function requireSameRights(context: Context, other: ConfiguredSession): Promise<void> {
  const { access, acting, configured, entries } = context;
  const { AccountName } = access.current;
  if (acting.as === 'admin') {
    const hosts = new Set([...entries.map(({ host }) => host), other.account.host]);
    for (const host of hosts) {
      const pair = [configured, { user: AccountName, host }, configured, { ...other.account, host }] as const;
      await requireSame(access.emergency, ...pair);
    }
  }
  if (configured.account.user === AccountName)
    await requireSame(access.emergency, configured, configured.account, other, other.account);
}

async function requireSame(
  emergency: boolean,
  by: ConfiguredSession,
  one: Account,
  byOther: ConfiguredSession,
  other: Account,
): Promise<void> {
  const all = await readRights(by, one);
  const have = await readRights(byOther, other).catch((error: unknown) => {
    if (!isErrno(error, ...missingAccount)) throw error;
    throw new RightsDiffer(other.user, [`it has no entry for ${other.host}`]);
  });
  const wanted = emergency ? await withoutDropped(by, all, have) : all;
  const differences = differencesOf(wanted, have);
  if (differences.length > 0) throw new RightsDiffer(other.user, differences);
}

/**
 * Returns the rights that an emergency could not give to the new current account, each with the statement that gives
 * it.
 */
export async function tellLostRights(
  { entries, configured }: Context,
  former: string,
): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const entry of entries) {
    const before = await readRights(configured, { user: former, host: entry.host }).catch(unlessUnknown);
    if (before === undefined) continue;
    const { missing } = difference(before.grants, (await readRights(configured, entry)).grants);
    const grants = missing.map((grant) => giving(grant, accountName(entry)));
    lost.push(
      ...grants.map((grant) => `a right is on an object that does not exist; once it exists: ${grant};`),
    );
  }
  return lost;
}

function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof PrivilegeMissing) && !isErrno(error, ...missingAccount)) throw error;
}
