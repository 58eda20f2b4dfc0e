import * as z from 'zod';
import type { CloudService } from '../service.ts';

/** A key as RAM lists it, without its secret. RAM shows the secret once, when it makes the key. */
const ListedKey = z
  .object({ AccessKeyId: z.string(), Status: z.enum(['Active', 'Inactive']), CreateDate: z.string() })
  .transform(({ CreateDate, ...key }) => ({ ...key, createdAt: Date.parse(CreateDate) }));
export type ListedKey = z.output<typeof ListedKey>;

const Answer = z.object({ AccessKeys: z.object({ AccessKey: z.array(ListedKey).default([]) }) });

/** Returns the keys of a user, two at most. Source: RAM ListAccessKeys. */
export async function listAccessKeys(
  ram: CloudService,
  UserName: string,
  signal: AbortSignal,
): Promise<readonly ListedKey[]> {
  const { AccessKeys } = await ram.ask('ListAccessKeys', Answer, { UserName }, signal);
  return AccessKeys.AccessKey;
}
