import * as z from 'zod';
import { json } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { SecretName } from './fields.ts';
import { arnOf, findNamedSecret, refuseInWindow, saveSecret } from './find-secret.ts';
import { withoutTags } from './tags.ts';

/** Removes tags from a secret. A missing key is not an error. */
export const untagResource = defineOperation({
  action: 'UntagResource',
  parameters: z.object({ SecretName, TagKeys: json(z.array(z.string()).min(1, 'it names no tag key')) }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, { SecretName, TagKeys }) {
    const secret = refuseInWindow(findNamedSecret(cloud, SecretName));
    saveSecret(cloud, withoutTags(secret, TagKeys));
    return {};
  },
});
