import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { Refusal } from '../refusal.ts';
import type { Secret, Tag } from './secret.ts';

/** Source: CreateSecret and TagResource. */
const TagKey = z
  .string()
  .min(1, 'a tag key is empty')
  .max(128, 'a tag key has more than 128 characters')
  .refine((key) => !/^(aliyun|acs:)/.test(key), 'a tag key starts with aliyun or acs:');

const TagValue = z.string().max(128, 'a tag value has more than 128 characters');

const distinct = (tags: readonly Tag[]) => new Set(tags.map(({ key }) => key)).size === tags.length;

/** As CreateSecret and TagResource write them. */
export const Tags = z
  .array(z.object({ TagKey, TagValue }).transform((tag): Tag => ({ key: tag.TagKey, value: tag.TagValue })))
  .refine(distinct, 'a tag key is given twice');

/** As the operations of the newer kind write them: `Tag.1.Key`, `Tag.1.Value`. */
export const NumberedTags = z
  .array(
    z
      .object({ Key: TagKey, Value: TagValue.default('') })
      .transform((tag): Tag => ({ key: tag.Key, value: tag.Value })),
  )
  .min(1, 'it names no tag')
  .max(20, 'there are more than 20 tags')
  .refine(distinct, 'a tag key is given twice');

/** A key that is there gets the new value. */
export function withTags(cloud: Cloud, secret: Secret, added: readonly Tag[]): Secret {
  const others = secret.tags.filter((tag) => !added.some(({ key }) => key === tag.key));
  const tags = [...others, ...added];
  const { maxTags } = cloud.switches;
  if (tags.length > maxTags)
    throw new Refusal(400, 'Rejected.LimitExceeded', `A secret has at most ${maxTags} tags.`);
  return { ...secret, tags };
}

export function withoutTags(secret: Secret, keys: readonly string[]): Secret {
  return { ...secret, tags: secret.tags.filter(({ key }) => !keys.includes(key)) };
}

export const tagsOnTheWire = (secret: Secret) => ({
  Tag: secret.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
});
