import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Kms } from './kms.ts';
import { Acknowledged, tagsOnTheWire } from './wire.ts';

export interface NewSecret {
  /** The bare name: KMS documents no ARN here. */
  readonly name: string;
  readonly version: string;
  readonly value: Sensitive;
  /** At most 20. */
  readonly tags: Readonly<Record<string, string>>;
  /** The key that encrypts the value; the one of KMS itself if absent. */
  readonly key?: string | undefined;
  /** The KMS instance that keeps the secret. */
  readonly instance?: string | undefined;
}

/**
 * Creates a generic secret together with its tags, so that it never exists without them. KMS refuses a repeat with the
 * code of a taken name, also if only the answer to the first call was lost. Source: KMS CreateSecret.
 */
export async function createSecret(
  kms: Kms,
  { name, version, value, tags, key, instance }: NewSecret,
  signal: AbortSignal,
): Promise<void> {
  await kms.ask(
    'CreateSecret',
    Acknowledged,
    {
      SecretName: name,
      VersionId: version,
      SecretDataType: 'text',
      Tags: tagsOnTheWire(tags),
      ...(key === undefined ? {} : { EncryptionKeyId: key }),
      ...(instance === undefined ? {} : { DKMSInstanceId: instance }),
    },
    signal,
    { SecretData: value.reveal() },
  );
}
