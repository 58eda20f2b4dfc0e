import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { invalidParameter } from '../refusal.ts';
import { SecretName } from './fields.ts';
import { arnOf, findNamedSecret, saveSecret } from './find-secret.ts';

export const restoreSecret = defineOperation({
  action: 'RestoreSecret',
  parameters: z.object({ SecretName }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, { SecretName }) {
    const { plannedDeleteAt, ...secret } = findNamedSecret(cloud, SecretName);
    if (plannedDeleteAt === undefined)
      throw invalidParameter('SecretName', 'the secret is not waiting to be deleted');
    saveSecret(cloud, secret);
    return { SecretName: secret.name };
  },
});
