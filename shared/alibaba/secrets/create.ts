import { RotationError, SecretExists } from '../../engine/rotation/errors.ts';
import { SecretId } from '../../engine/rotation/store.ts';
import { retry } from '../../runtime/retry.ts';
import { CloudError } from '../cloud-error.ts';
import { createSecret, type NewSecret } from '../kms/create-secret.ts';
import type { Kms } from '../kms/kms.ts';
import { listSecretVersionIds } from '../kms/list-secret-version-ids.ts';
import { rejection } from './rejection.ts';

/**
 * Creates a secret that has its tags from its first instant. Throws SecretExists if somebody else has taken the name.
 * If only the answer was lost, the repeat finds the version of this call and succeeds.
 */
export async function createTagged(kms: Kms, secret: NewSecret, signal: AbortSignal): Promise<void> {
  try {
    await createSecret(kms, secret, signal);
  } catch (error) {
    if (!isTaken(error)) throw failure(secret, error);
    if (!(await hasVersion(kms, secret, signal))) throw new SecretExists(secret.name, error);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof CloudError && error.code === 'Rejected.ResourceExist';
}

/** Returns the error to throw. The secret may exist unless KMS has refused to create it. */
function failure({ name }: NewSecret, error: unknown): unknown {
  const translated = rejection(error, { secret: SecretId.parse(name), action: 'kms:CreateSecret' });
  const isRefused = error instanceof CloudError && error.refused;
  return translated instanceof RotationError && !isRefused
    ? translated.raiseAftermath('unknown')
    : translated;
}

/** Milliseconds between two reads. KMS does not say how soon a read shows a new secret. */
const pause = 250;

async function hasVersion(kms: Kms, { name, version }: NewSecret, signal: AbortSignal): Promise<boolean> {
  const list = () => listSecretVersionIds(kms, name, signal);
  const notYet = (error: unknown) =>
    error instanceof CloudError && error.status === 404 ? { wait: pause } : undefined;
  try {
    const versions = await retry(list, notYet, signal);
    return versions.some(({ VersionId }) => VersionId === version);
  } catch (error) {
    throw rejection(error, { secret: SecretId.parse(name), action: 'kms:ListSecretVersionIds' });
  }
}
