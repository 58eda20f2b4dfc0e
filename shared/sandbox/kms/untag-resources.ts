import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { missingParameter } from '../refusal.ts';
import { saveSecret } from './find-secret.ts';
import { arnOfAll, findAll, Resources } from './tagged-resources.ts';
import { withoutTags } from './tags.ts';

/** Removes tags from secrets. `All` counts only if no key is named. */
export const untagResources = defineOperation({
  action: 'UntagResources',
  parameters: z.object({
    ...Resources,
    TagKey: z.array(z.string()).max(20, 'there are more than 20 tag keys').default([]),
    All: Flag.default(false),
  }),
  resource: (cloud, { ResourceId }) => arnOfAll(cloud, ResourceId),
  perform(cloud, { ResourceId, TagKey, All }) {
    if (TagKey.length === 0 && !All) throw missingParameter('TagKey');
    for (const secret of findAll(cloud, ResourceId)) {
      const keys = TagKey.length > 0 ? TagKey : secret.tags.map(({ key }) => key);
      saveSecret(cloud, withoutTags(secret, keys));
    }
    return {};
  },
});
