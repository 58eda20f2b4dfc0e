import type { Kms } from './kms.ts';
import { Acknowledged } from './wire.ts';

/**
 * Puts a stage on a version, or takes a custom stage off a version. If both versions are named, the stage moves from
 * one to the other. The documentation does not say what happens if the first does not carry it.
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
