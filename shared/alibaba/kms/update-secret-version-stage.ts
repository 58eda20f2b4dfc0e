import type { Kms } from './kms.ts';
import { Acknowledged } from './wire.ts';

/**
 * Puts a stage on a version, or takes one that is not the system's off a version. With both versions named it moves the
 * stage from the one to the other; what becomes of that where the first does not carry it is not documented.
 */
export async function updateSecretVersionStage(
  kms: Kms,
  secret: string,
  stage: string,
  change:
    | { readonly MoveToVersion: string; readonly RemoveFromVersion?: string }
    | { readonly RemoveFromVersion: string },
  signal: AbortSignal,
): Promise<void> {
  await kms.ask(
    'UpdateSecretVersionStage',
    Acknowledged,
    { SecretName: secret, VersionStage: stage, ...change },
    signal,
  );
}
