import { SecretMalformed } from '../../shared/engine/rotation/errors.ts';
import type { SecretId } from '../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../shared/runtime/sensitive.ts';
import { type DatabaseSecret, parseDatabaseSecret } from '../../shared/services/database/database-secret.ts';

const defaultPort = 3306;

/** The longest name of an account, in characters. Source: MySQL, "User names may be up to 32 characters long". */
export const longestName = 32;

/** Internal accounts of the server, with which nobody logs in. */
const reserved = new Set(['mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys']);

/**
 * Returns why the server would change a name and so reach another account, or undefined if it takes the name as it is.
 * MySQL removes white space around it, also in `alter user`. MySQL and MariaDB remove quotes around it at a login, and
 * keep no character of four bytes (tried on MySQL 9.7 and MariaDB 10.11).
 */
export function unfitName(name: string): string | undefined {
  if (/^[ \t-\r]|[ \t-\r]$/.test(name)) return 'begins or ends with white space';
  if (/^'.*'$/s.test(name)) return 'is in quotes';
  return /[\0\u{d800}-\u{dfff}\u{10000}-\u{10ffff}]/u.test(name)
    ? 'has a character not allowed in accounts'
    : undefined;
}

export function parseSecret(secret: SecretId, text: Sensitive): DatabaseSecret {
  const value = parseDatabaseSecret(secret, text, defaultPort);
  if ([...value.AccountName].length > longestName)
    throw new SecretMalformed(secret, [`AccountName: is longer than ${longestName} characters`]);
  const unfit = unfitName(value.AccountName);
  if (unfit !== undefined) throw new SecretMalformed(secret, [`AccountName: ${unfit}`]);
  if (reserved.has(value.AccountName))
    throw new SecretMalformed(secret, [
      `AccountName: ${value.AccountName} is an account of the server itself`,
    ]);
  return value;
}
