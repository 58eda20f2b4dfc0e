import type { SecretId } from '../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../shared/runtime/sensitive.ts';
import { type DatabaseSecret, parseDatabaseSecret } from '../../shared/services/database/database-secret.ts';

const defaultPort = 5432;

export function parseSecret(secret: SecretId, text: Sensitive): DatabaseSecret {
  return parseDatabaseSecret(secret, text, defaultPort);
}
