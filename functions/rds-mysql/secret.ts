import type { Sensitive } from '../../shared/credentials/sensitive.ts';
import { type DatabaseSecret, parseDatabaseSecret } from '../../shared/databases/database-secret.ts';
import { SecretMalformed } from '../../shared/rotation/errors.ts';
import type { SecretId } from '../../shared/rotation/store.ts';

const defaultPort = 3306;

/** Source: MySQL, "User names may be up to 32 characters long". */
export const longestName = 32;

/** Accounts of the server's own, which nobody logs in as. */
const reserved = new Set(['mysql.sys', 'mysql.session', 'mysql.infoschema', 'mariadb.sys']);

export function parseSecret(secret: SecretId, text: Sensitive): DatabaseSecret {
  const value = parseDatabaseSecret(secret, text, defaultPort);
  if ([...value.AccountName].length > longestName)
    throw new SecretMalformed(secret, [
      `AccountName: is longer than the ${longestName} characters of an account`,
    ]);
  if (reserved.has(value.AccountName))
    throw new SecretMalformed(secret, [`AccountName: ${value.AccountName} is the server's own`]);
  return value;
}
