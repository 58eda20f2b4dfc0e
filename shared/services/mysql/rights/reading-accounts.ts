import type { Needs } from '../errors.ts';
import { type Account, accountName } from '../quoting.ts';

/** Returns the advice for a session that may not read the accounts of others. */
export function readingAccounts(own: Account): Needs {
  return {
    what: 'read the accounts of the server',
    fix: `grant select on mysql.* to ${accountName(own)};`,
  };
}
