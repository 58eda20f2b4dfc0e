import * as z from 'zod';
import type { Kms } from './kms.ts';
import { everyPage } from './paging.ts';
import { list, Tags, Time } from './wire.ts';

const Secret = z.object({ SecretName: z.string(), CreateTime: Time, PlannedDeleteTime: Time, Tags });

const Answer = z
  .object({ TotalCount: z.number(), SecretList: list('Secret', Secret) })
  .transform(({ TotalCount, SecretList }) => ({ total: TotalCount, items: SecretList }));

/** Every secret that carries the tag; KMS answers for 4,000 at most. */
export function listSecrets(kms: Kms, tagKey: string, signal: AbortSignal) {
  const Filters = JSON.stringify([{ Key: 'TagKey', Values: [tagKey] }]);
  return everyPage((number) =>
    kms.ask(
      'ListSecrets',
      Answer,
      { Filters, FetchTags: 'true', PageNumber: String(number), PageSize: '100' },
      signal,
    ),
  );
}
