import type { Kms } from './kms.ts';
import { Acknowledged } from './wire.ts';

/** Removes tags by their keys. A key that the secret does not have is not an error. */
export async function untagResource(
  kms: Kms,
  secret: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await kms.ask('UntagResource', Acknowledged, { SecretName: secret, TagKeys: JSON.stringify(keys) }, signal);
}
