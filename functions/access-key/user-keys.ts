import { CloudError } from '../../shared/cloud/cloud-error.ts';
import { createAccessKey } from '../../shared/cloud/ram/create-access-key.ts';
import { deleteAccessKey } from '../../shared/cloud/ram/delete-access-key.ts';
import { getAccessKeyLastUsed } from '../../shared/cloud/ram/get-access-key-last-used.ts';
import { type ListedKey, listAccessKeys } from '../../shared/cloud/ram/list-access-keys.ts';
import { updateAccessKey } from '../../shared/cloud/ram/update-access-key.ts';
import type { CloudService } from '../../shared/cloud/service.ts';
import type { Sensitive } from '../../shared/credentials/sensitive.ts';
import type { SecretId } from '../../shared/rotation/store.ts';
import { ramError } from './ram-error.ts';

/** RAM keeps at most two keys of a user, disabled ones included. Source: RAM "Limits". */
export const mostKeys = 2;

/** The keys of one RAM user. Throws RotationError. */
export interface UserKeys {
  list(): Promise<readonly ListedKey[]>;
  /** Throws PlaceTaken where there are two already. */
  create(): Promise<{ readonly AccessKeyId: string; readonly AccessKeySecret: Sensitive }>;
  disable(key: string): Promise<unknown>;
  /** Disables it first, since RAM asks for that in its console and may in its API. */
  remove(key: string): Promise<void>;
  /** Milliseconds since the epoch; absent where no use is on record. */
  lastUse(key: string): Promise<number | undefined>;
}

export function userKeys(ram: CloudService, secret: SecretId, user: string, signal: AbortSignal): UserKeys {
  const told = async <Answer>(operation: string, call: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await call();
    } catch (error) {
      throw ramError(error, { secret, user, action: `ram:${operation}` });
    }
  };
  /** A key that is gone already is as good as disabled. */
  const disable = (key: string) =>
    told('UpdateAccessKey', () => unlessGone(updateAccessKey(ram, user, key, 'Inactive', signal)));
  return {
    list: () => told('ListAccessKeys', () => listAccessKeys(ram, user, signal)),
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

/** Somebody else may have deleted a key since it was listed. */
async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'EntityNotExist.User.AccessKey') return undefined;
    throw error;
  }
}
