import * as z from 'zod';
import { CloudError } from '../cloud-error.ts';
import type { CloudService } from '../service.ts';

/** Deletes a key that was disabled before; one that is gone already is no error. */
export async function deleteAccessKey(
  ram: CloudService,
  UserName: string,
  UserAccessKeyId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await ram.ask('DeleteAccessKey', z.unknown(), { UserName, UserAccessKeyId }, signal);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'EntityNotExist.User.AccessKey') throw error;
  }
}
