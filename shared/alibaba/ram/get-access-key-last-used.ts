import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Answer = z.object({
  AccessKeyLastUsed: z
    .object({ LastUsedDate: z.string().optional() })
    .optional()
    .transform((found) => Date.parse(found?.LastUsedDate ?? '')),
});

/** Returns when a key was last used, in milliseconds since the epoch; undefined if no use is on record. */
export async function getAccessKeyLastUsed(
  ram: CloudService,
  UserName: string,
  UserAccessKeyId: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { AccessKeyLastUsed } = await ram.ask(
    'GetAccessKeyLastUsed',
    Answer,
    { UserName, UserAccessKeyId },
    signal,
  );
  return Number.isNaN(AccessKeyLastUsed) ? undefined : AccessKeyLastUsed;
}
