import * as z from 'zod';
import type { CloudService } from '../service.ts';

/** Deletes a key, which must be disabled before. The documentation does not say whether the API enforces that. */
export async function deleteAccessKey(
  ram: CloudService,
  UserName: string,
  UserAccessKeyId: string,
  signal: AbortSignal,
): Promise<void> {
  await ram.ask('DeleteAccessKey', z.unknown(), { UserName, UserAccessKeyId }, signal);
}
