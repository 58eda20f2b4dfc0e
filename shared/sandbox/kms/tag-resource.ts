import * as z from 'zod';
import { json } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { SecretName } from './fields.ts';
import { arnOf, findNamedSecret, refuseInWindow, saveSecret } from './find-secret.ts';
import { Tags, withTags } from './tags.ts';

/** Tags a secret. The real service can tag three kinds of things; this sandbox has only secrets. */
export const tagResource = defineOperation({
  action: 'TagResource',
  parameters: z.object({ SecretName, Tags: json(Tags.min(1, 'it names no tag')) }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, { SecretName, Tags }) {
    const secret = refuseInWindow(findNamedSecret(cloud, SecretName));
    saveSecret(cloud, withTags(cloud, secret, Tags, cloud.switches.maxTags));
    return {};
  },
});
