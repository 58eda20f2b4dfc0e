import type { Service } from '../operation.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getRandomPassword } from './get-random-password.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecretVersionIds } from './list-secret-version-ids.ts';
import { listSecrets } from './list-secrets.ts';
import { listTagResources } from './list-tag-resources.ts';
import { putSecretValue } from './put-secret-value.ts';
import { restoreSecret } from './restore-secret.ts';
import { tagResource } from './tag-resource.ts';
import { tagResources } from './tag-resources.ts';
import { untagResource } from './untag-resource.ts';
import { untagResources } from './untag-resources.ts';
import { updateSecret } from './update-secret.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';

/**
 * KMS. Its operations are listed, not globbed, because a bundle has no folder to look into. A test compares the list
 * with the folder.
 */
export const kms: Service = {
  name: 'Kms',
  prefix: 'kms',
  version: '2016-01-20',
  denial: 'Forbidden.NoPermission',
  operations: [
    createSecret,
    deleteSecret,
    describeSecret,
    getRandomPassword,
    getSecretValue,
    listSecretVersionIds,
    listSecrets,
    listTagResources,
    putSecretValue,
    restoreSecret,
    tagResource,
    tagResources,
    untagResource,
    untagResources,
    updateSecret,
    updateSecretVersionStage,
  ],
};
