import * as z from 'zod';
import type { Kms } from './kms.ts';
import { pages } from './paging.ts';
import { list, Tags, Time } from './wire.ts';

const Secret = z.object({ SecretName: z.string(), CreateTime: Time, PlannedDeleteTime: Time, Tags });

const Answer = z
  .object({ TotalCount: z.number(), SecretList: list('Secret', Secret) })
  .transform(({ TotalCount, SecretList }) => ({ total: TotalCount, items: SecretList }));

/** The most secrets that a listing by tag contains. Source: KMS, ListSecrets. */
export const mostByTag = 4_000;

/** Yields pages of the secrets of an account and region; if `tagKey` is given, only of those that carry this tag. */
export function listSecrets(kms: Kms, signal: AbortSignal, tagKey?: string) {
  const filters =
    tagKey === undefined ? {} : { Filters: JSON.stringify([{ Key: 'TagKey', Values: [tagKey] }]) };
  return pages((number) =>
    kms.ask(
      'ListSecrets',
      Answer,
      { ...filters, FetchTags: 'true', PageNumber: String(number), PageSize: '100' },
      signal,
    ),
  );
}
