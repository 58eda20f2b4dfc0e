import type { SecretId } from '../../engine/rotation/store.ts';
import type { Kms } from '../kms/kms.ts';
import { listSecretVersionIds } from '../kms/list-secret-version-ids.ts';
import { rejection } from './rejection.ts';
import { stageOf } from './stage-labels.ts';

/** One version that still exists, and its stages. Times are in milliseconds since the epoch. */
export interface KeptVersion {
  readonly version: string;
  readonly createdAt: number | undefined;
  /** The stages in the protocol's words; a foreign label stays as it is. */
  readonly stages: readonly string[];
}

/** Returns every version that still exists, the newest first. */
export async function listVersions(
  kms: Kms,
  secret: SecretId,
  pendingStage: string,
  signal: AbortSignal,
): Promise<readonly KeptVersion[]> {
  try {
    const versions = await listSecretVersionIds(kms, secret, signal);
    return versions
      .map(({ VersionId, CreateTime, VersionStages }) => ({
        version: VersionId,
        createdAt: CreateTime,
        stages: VersionStages.map((label) => stageOf(label, pendingStage)),
      }))
      .sort((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0));
  } catch (error) {
    throw rejection(error, { secret, action: 'kms:ListSecretVersionIds' });
  }
}
