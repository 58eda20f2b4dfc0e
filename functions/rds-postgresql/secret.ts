import type { Sensitive } from '../../shared/credentials/sensitive.ts';
import { type DatabaseSecret, parseDatabaseSecret } from '../../shared/databases/database-secret.ts';
import type { SecretId } from '../../shared/rotation/store.ts';

const defaultPort = 5432;

export function parseSecret(secret: SecretId, text: Sensitive): DatabaseSecret {
  return parseDatabaseSecret(secret, text, defaultPort);
}
