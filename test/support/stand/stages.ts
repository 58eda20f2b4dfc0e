import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { storedValue } from './stored-value.ts';

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

/** Every stored value, the current one first. */
export async function allValues(cloud: Cloud, secret: string): Promise<string[]> {
  const listed = await cloud.call('ListSecretVersionIds', { SecretName: secret, IncludeDeprecated: 'true' });
  const { current } = await stagesOf(cloud, secret);
  const ids = Answer.parse(listed).VersionIds.VersionId.map(({ VersionId }) => VersionId);
  const inOrder = [...ids.filter((id) => id === current), ...ids.filter((id) => id !== current)];
  return Promise.all(inOrder.map((id) => storedValue(cloud, secret, id)));
}
