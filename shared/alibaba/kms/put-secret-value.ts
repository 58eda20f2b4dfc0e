import * as z from 'zod';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { Kms } from './kms.ts';
import { VersionStages } from './wire.ts';

const Answer = z.object({ VersionStages });

/**
 * Stores a value under a version id. KMS ignores a repeat, including its stages, and rejects another value under an
 * existing id. Without stages, KMS would make the version current.
 */
export function putSecretValue(
  kms: Kms,
  secret: string,
  version: string,
  value: Sensitive,
  stages: readonly [string, ...string[]],
  signal: AbortSignal,
  dataType: 'text' | 'binary' = 'text',
) {
  return kms.ask(
    'PutSecretValue',
    Answer,
    {
      SecretName: secret,
      VersionId: version,
      VersionStages: JSON.stringify(stages),
      SecretDataType: dataType,
    },
    signal,
    { SecretData: value.reveal() },
  );
}
