import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import { afterChange } from '../../engine/rotation/internal-error.ts';
import { type SecretId, secretName } from '../../engine/rotation/store.ts';
import { CloudError } from '../cloud-error.ts';
import type { Kms } from '../kms/kms.ts';
import { tagResource } from '../kms/tag-resource.ts';
import { untagResource } from '../kms/untag-resource.ts';
import { rejection } from './rejection.ts';

/** The change of a secret's tags. Keys have their prefix; all other tags stay. */
export interface TagChange {
  readonly written: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

/**
 * Writes tags in one call, then removes others in a second one. A failure between the two leaves the aftermath
 * `applied`; the same change made again completes it. Throws PolicyMalformed if KMS takes no more tags.
 */
export async function retag(
  kms: Kms,
  secret: SecretId,
  { written, removed }: TagChange,
  signal: AbortSignal,
): Promise<void> {
  const isWriting = Object.keys(written).length > 0;
  if (isWriting) await write(kms, secret, written, signal);
  if (removed.length === 0) return;
  await afterChange(isWriting ? 'applied' : 'untouched', () => remove(kms, secret, removed, signal));
}

async function write(kms: Kms, secret: SecretId, tags: TagChange['written'], signal: AbortSignal) {
  try {
    await tagResource(kms, secretName(secret), tags, signal);
  } catch (error) {
    if (error instanceof CloudError && error.code === 'Rejected.LimitExceeded')
      throw new PolicyMalformed(secret, [
        'KMS takes no more tags of this secret (it documents 10 in one place, 20 in another): remove some of its other tags',
      ]);
    throw rejection(error, { secret, action: 'kms:TagResource' });
  }
}

async function remove(kms: Kms, secret: SecretId, keys: readonly string[], signal: AbortSignal) {
  try {
    await untagResource(kms, secretName(secret), keys, signal);
  } catch (error) {
    throw rejection(error, { secret, action: 'kms:UntagResource' });
  }
}
