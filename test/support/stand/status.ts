import * as z from 'zod';
import type { Cloud } from './cloud.ts';

const Answer = z.object({
  Tags: z.object({ Tag: z.array(z.object({ TagKey: z.string(), TagValue: z.string() })) }),
});

/** The status tag of a secret; nothing where no rotation has been counted. */
export function statusOf(cloud: Cloud, secret: string): Promise<string | undefined> {
  return tagOf(cloud, secret, 'rotation:status');
}

export async function tagOf(cloud: Cloud, secret: string, key: string): Promise<string | undefined> {
  const described = await cloud.call('DescribeSecret', { SecretName: secret, FetchTags: 'true' });
  return Answer.parse(described).Tags.Tag.find(({ TagKey }) => TagKey === key)?.TagValue;
}
