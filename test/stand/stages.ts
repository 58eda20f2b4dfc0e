import * as z from 'zod';
import type { Cloud } from './cloud.ts';

const Answer = z.object({
  VersionIds: z.object({
    VersionId: z.array(
      z.object({ VersionId: z.string(), VersionStages: z.object({ VersionStage: z.array(z.string()) }) }),
    ),
  }),
});

/** Which version carries which stage, and how many versions there are, as KMS has it. */
export async function stagesOf(cloud: Cloud, secret: string) {
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const versions = Answer.parse(listed).VersionIds.VersionId;
  const carrying = (label: string) =>
    versions.find((version) => version.VersionStages.VersionStage.includes(label))?.VersionId;
  return {
    current: carrying('ACSCurrent'),
    previous: carrying('ACSPrevious'),
    pending: carrying('RotationPending'),
    count: versions.length,
  };
}
