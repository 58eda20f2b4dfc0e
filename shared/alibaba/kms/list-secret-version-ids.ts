import * as z from 'zod';
import type { Kms } from './kms.ts';
import { everyPage } from './paging.ts';
import { list, Time, VersionStages } from './wire.ts';

const Version = z.object({ VersionId: z.string(), CreateTime: Time, VersionStages });

const Answer = z
  .object({ TotalCount: z.number(), VersionIds: list('VersionId', Version) })
  .transform(({ TotalCount, VersionIds }) => ({ total: TotalCount, items: VersionIds }));

/** Returns every version that still exists. KMS hides those without a stage, the "deprecated" ones, by default. */
export function listSecretVersionIds(kms: Kms, secret: string, signal: AbortSignal) {
  return everyPage((number) =>
    kms.ask(
      'ListSecretVersionIds',
      Answer,
      { SecretName: secret, IncludeDeprecated: 'true', PageNumber: String(number), PageSize: '20' },
      signal,
    ),
  );
}
