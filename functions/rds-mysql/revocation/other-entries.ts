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
 * Reports the entries of a name that an emergency leaves as they are, though the leaked value may open them. An admin
 * changes the entries that the policy names; an account that acts itself changes the one that let it in. Locked entries
 * let nobody in.
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
    tally.unchecked.push(`it is unknown whether ${own.user} has entries for other hosts: ${fix}`);
  }
}

/** Returns whether an entry is locked. An entry of which only the name is visible may let somebody in. */
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
  return `the other entry ${name} keeps its password, which may be the leaked one: alter user ${name} account lock; or give it another password`;
}
