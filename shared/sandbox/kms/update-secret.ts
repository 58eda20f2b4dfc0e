import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { SecretName } from './fields.ts';
import { arnOf, findNamedSecret, refuseInWindow, saveSecret } from './find-secret.ts';

/** Changes the description only. This operation can change neither the value nor the key. */
export const updateSecret = defineOperation({
  action: 'UpdateSecret',
  parameters: z.object({ SecretName, Description: z.string().max(1024).optional() }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, { SecretName, Description }) {
    const secret = refuseInWindow(findNamedSecret(cloud, SecretName));
    if (Description !== undefined) saveSecret(cloud, { ...secret, description: Description });
    return { SecretName: secret.name };
  },
});
