import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { saveSecret } from './find-secret.ts';
import { arnOfAll, findAll, Resources } from './tagged-resources.ts';
import { mostTags, NumberedTags, withTags } from './tags.ts';

export const tagResources = defineOperation({
  action: 'TagResources',
  parameters: z.object({ ...Resources, Tag: NumberedTags }),
  resource: (cloud, { ResourceId }) => arnOfAll(cloud, ResourceId),
  perform(cloud, { ResourceId, Tag }) {
    const tagged = findAll(cloud, ResourceId).map((secret) => withTags(cloud, secret, Tag, mostTags));
    for (const secret of tagged) saveSecret(cloud, secret);
    return {};
  },
});
