import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { SecretName } from './fields.ts';
import { arnOf, findSecret, glimpseSecret } from './find-secret.ts';
import { PageNumber, page, pageSize } from './paging.ts';
import type { Secret, Version } from './secret.ts';
import { labelsOf } from './stages.ts';

/** Lists the versions of a secret. A version without a stage is deprecated, and hidden unless the call asks for it. */
export const listSecretVersionIds = defineOperation({
  action: 'ListSecretVersionIds',
  parameters: z.object({
    SecretName,
    IncludeDeprecated: Flag.default(false),
    PageNumber,
    PageSize: pageSize(20),
  }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, given) {
    const secret = glimpseSecret(cloud, findSecret(cloud, given.SecretName));
    const listed = inOrder(cloud, secret).filter(
      (version) => given.IncludeDeprecated || labelsOf(secret, version.id).length > 0,
    );
    const { items, fields } = page(listed, given);
    return {
      SecretName: secret.name,
      ...fields,
      VersionIds: {
        VersionId: items.map((version) => ({
          VersionId: version.id,
          CreateTime: instant(version.createdAt),
          VersionStages: { VersionStage: labelsOf(secret, version.id) },
        })),
      },
    };
  },
});

function inOrder(cloud: Cloud, secret: Secret): readonly Version[] {
  return cloud.switches.versionOrder === 'newest-first' ? secret.versions.toReversed() : secret.versions;
}
