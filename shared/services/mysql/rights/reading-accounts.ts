import type { Needs } from '../errors.ts';
import { type Account, accountName } from '../quoting.ts';

/** What to say where a session may not read the accounts of others. */
export function readingAccounts(own: Account): Needs {
  return {
    what: 'read the accounts of the server',
    fix: `grant select on mysql.* to ${accountName(own)};`,
  };
}
