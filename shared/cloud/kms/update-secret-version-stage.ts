import type { Kms } from './kms.ts';
import { Acknowledged } from './wire.ts';

/** Puts a stage on a version, from wherever it is, or takes one that is not the system's off a version. */
export async function updateSecretVersionStage(
  kms: Kms,
  secret: string,
  stage: string,
  change: { readonly MoveToVersion: string } | { readonly RemoveFromVersion: string },
  signal: AbortSignal,
): Promise<void> {
  await kms.ask(
    'UpdateSecretVersionStage',
    Acknowledged,
    { SecretName: secret, VersionStage: stage, ...change },
    signal,
  );
}
