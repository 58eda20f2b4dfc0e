import * as z from 'zod';
import type { CloudService } from '../service.ts';

/** Deletes a key, which has to be disabled before. Whether the API insists on that is not documented. */
export async function deleteAccessKey(
  ram: CloudService,
  UserName: string,
  UserAccessKeyId: string,
  signal: AbortSignal,
): Promise<void> {
  await ram.ask('DeleteAccessKey', z.unknown(), { UserName, UserAccessKeyId }, signal);
}
