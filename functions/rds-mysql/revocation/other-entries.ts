import { PrivilegeMissing } from '../../../shared/engine/rotation/errors.ts';
import type { Tally } from '../../../shared/services/database/end-all.ts';
import type { ConfiguredSession } from '../../../shared/services/mysql/configure-session.ts';
import {
  asksNoPassword,
  type Entry,
  listEntries,
  readEntries,
} from '../../../shared/services/mysql/entries.ts';
import { type Account, accountName } from '../../../shared/services/mysql/quoting.ts';
import { readAttributes } from '../../../shared/services/mysql/rights/read-rights.ts';
import type { Context } from '../context.ts';
import { remedy } from '../remedy.ts';

/**
 * Tells the entries of a name that an emergency leaves as they are, though the leaked value may open them: an admin changes
 * those that the policy names, and an account that acts itself the one by which it was let in. Locked ones let nobody in.
 */
export async function tellOtherEntries(context: Context, own: Account, tally: Tally): Promise<void> {
  const { acting, configured } = context;
  try {
    const read = acting.as === 'admin' ? readEntries : listEntries;
    for (const entry of await read(configured, own.user)) {
      const isOwn = entry.host.toLowerCase() === own.host.toLowerCase();
      if (!isOwn && !asksNoPassword(entry) && !(await isShut(configured, entry)))
        tally.beside.push(tell(entry));
    }
  } catch (error) {
    if (!(error instanceof PrivilegeMissing)) throw error;
    const fix = remedy(context, 'select on mysql.*');
    tally.unchecked.push(`whether ${own.user} has entries for other hosts cannot be seen: ${fix}`);
  }
}

/** One of which nothing but the name can be seen may let in. */
async function isShut(configured: ConfiguredSession, entry: Entry): Promise<boolean> {
  try {
    return (await readAttributes(configured, entry)).isLocked;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return false;
    throw error;
  }
}

function tell(entry: Entry): string {
  const name = accountName(entry);
  return `${name} is another entry of the name and keeps its password, which may be the leaked one: alter user ${name} account lock; or give it another password`;
}
