import { random } from '../../runtime/random.ts';
import type { Calls, Reply } from './calls.ts';
import { Unanswered } from './unanswered.ts';
import { values, versions } from './versions.ts';

/** The place of the temporary secret, in an account whose secrets need a KMS instance and a key. */
export interface Place {
  readonly instance?: string | undefined;
  readonly key?: string | undefined;
}

/** Returns a name that no other secret has. It says what the secret is for. */
export function newName(): string {
  return `rotator-conformance-${random.uuid()}`;
}

/** Makes the secret. It has no tags, so that no sweep takes it. Throws Unanswered if it is not made. */
export async function makeSecret(calls: Calls, name: string, { instance, key }: Place): Promise<void> {
  const reply = await calls.call('CreateSecret', {
    SecretName: name,
    VersionId: versions.first,
    SecretData: values[versions.first],
    ...(instance === undefined ? {} : { DKMSInstanceId: instance }),
    ...(key === undefined ? {} : { EncryptionKeyId: key }),
  });
  // A repeat after a lost answer finds the secret there: nobody else knows its name.
  if (reply.kind === 'refused' && reply.code !== 'Rejected.ResourceExist')
    throw new Unanswered(`KMS refused the temporary secret with ${reply.code}`);
}

/** Deletes the secret without recovery. Returns why it is left, or undefined if it is gone. */
export async function deleteSecret(calls: Calls, name: string): Promise<string | undefined> {
  try {
    if (isGone(await forceDelete(calls, name))) return undefined;
    // The documentation does not say whether a secret in its deletion window can be deleted by force.
    await calls.call('RestoreSecret', { SecretName: name });
    const again = await forceDelete(calls, name);
    return again.kind === 'done' || isGone(again) ? undefined : `DeleteSecret failed with ${again.code}`;
  } catch (error) {
    if (error instanceof Unanswered) return error.message;
    throw error;
  }
}

function forceDelete(calls: Calls, name: string): Promise<Reply> {
  return calls.call('DeleteSecret', { SecretName: name, ForceDeleteWithoutRecovery: 'true' });
}

function isGone(reply: Reply): boolean {
  return reply.kind === 'done' || reply.code === 'Forbidden.ResourceNotFound';
}
