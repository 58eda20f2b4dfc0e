import { CloudError } from '../../shared/alibaba/cloud-error.ts';
import { createAccessKey } from '../../shared/alibaba/ram/create-access-key.ts';
import { deleteAccessKey } from '../../shared/alibaba/ram/delete-access-key.ts';
import { getAccessKeyLastUsed } from '../../shared/alibaba/ram/get-access-key-last-used.ts';
import { type ListedKey, listAccessKeys } from '../../shared/alibaba/ram/list-access-keys.ts';
import { updateAccessKey } from '../../shared/alibaba/ram/update-access-key.ts';
import type { CloudService } from '../../shared/alibaba/service.ts';
import type { Holder } from '../../shared/engine/rotation/holder.ts';
import type { SecretId } from '../../shared/engine/rotation/store.ts';
import type { Sensitive } from '../../shared/runtime/sensitive.ts';
import { ramError } from './ram-error.ts';
import type { AccessKeySecret } from './secret.ts';

/** The most keys that RAM keeps for a user, disabled ones included. Source: RAM "Limits". */
export const mostKeys = 2;

/** The user whose keys are meant, and the secret that asks for them. */
export interface KeysOf {
  readonly ram: CloudService;
  readonly secret: SecretId;
  readonly user: string;
  readonly signal: AbortSignal;
}

/** The keys of one RAM user. Every method throws RotationError. */
export interface UserKeys {
  list(): Promise<readonly ListedKey[]>;
  /** Throws PlaceTaken if there are two already. */
  create(): Promise<{ readonly AccessKeyId: string; readonly AccessKeySecret: Sensitive }>;
  disable(key: string): Promise<unknown>;
  /** Disables the key before it deletes it: RAM requires that in its console, and may require it in its API. */
  remove(key: string): Promise<void>;
  /** Returns milliseconds since the epoch, or undefined if no use is on record. */
  lastUse(key: string): Promise<number | undefined>;
}

export function listKeys({ ram, secret, user, signal }: KeysOf): Promise<readonly ListedKey[]> {
  return tell({ secret, user }, 'ListAccessKeys', () => listAccessKeys(ram, user, signal));
}

async function tell<Answer>(
  of: Pick<KeysOf, 'secret' | 'user'>,
  operation: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw ramError(error, { ...of, action: `ram:${operation}` });
  }
}

/**
 * Returns the operations on the keys of one user. The role may change keys of any user; the holder shows that a stored
 * pair of this user has signed.
 */
export function userKeys(keysOf: KeysOf, _holder: Holder<AccessKeySecret>): UserKeys {
  const { ram, user, signal } = keysOf;
  const told = <Answer>(operation: string, call: () => Promise<Answer>) => tell(keysOf, operation, call);
  /** Disables a key. A key that is already gone counts as disabled. */
  const disable = (key: string) =>
    told('UpdateAccessKey', () => unlessGone(updateAccessKey(ram, user, key, 'Inactive', signal)));
  return {
    list: () => listKeys(keysOf),
    create: () => told('CreateAccessKey', () => createAccessKey(ram, user, signal)),
    disable,
    remove: async (key) => {
      await disable(key);
      await told('DeleteAccessKey', () => unlessGone(deleteAccessKey(ram, user, key, signal)));
    },
    lastUse: (key) =>
      told('GetAccessKeyLastUsed', () => unlessGone(getAccessKeyLastUsed(ram, user, key, signal))),
  };
}

/** Returns undefined if the key is gone: somebody else may have deleted it since it was listed. */
async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'EntityNotExist.User.AccessKey') return undefined;
    throw error;
  }
}
