import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { invalidParameter, Refusal } from '../refusal.ts';
import type { Secret, Tag } from './secret.ts';

/** Key of a tag. Source: CreateSecret and TagResource. */
const TagKey = z
  .string()
  .min(1, 'a tag key is empty')
  .max(128, 'a tag key has more than 128 characters')
  .refine((key) => !/^(aliyun|acs:)/.test(key), 'a tag key starts with aliyun or acs:');

const TagValue = z.string().max(128, 'a tag value has more than 128 characters');

const distinct = (tags: readonly Tag[]) => new Set(tags.map(({ key }) => key)).size === tags.length;

/** Tags as CreateSecret and TagResource write them. */
export const Tags = z
  .array(z.object({ TagKey, TagValue }).transform((tag): Tag => ({ key: tag.TagKey, value: tag.TagValue })))
  .refine(distinct, 'a tag key is given twice');

/** Tags as the operations of the newer kind write them: `Tag.1.Key`, `Tag.1.Value`. */
export const NumberedTags = z
  .array(
    z
      .object({ Key: TagKey, Value: TagValue.default('') })
      .transform((tag): Tag => ({ key: tag.Key, value: tag.Value })),
  )
  .min(1, 'it names no tag')
  .max(20, 'there are more than 20 tags')
  .refine(distinct, 'a tag key is given twice');

/** Maximum number of tags of one secret. Source: CreateSecret and TagResources. */
export const mostTags = 20;

/**
 * Returns the secret with the added tags. An existing key gets the new value, even if the secret has more tags than the
 * limit. Throws a Refusal.
 */
export function withTags(cloud: Cloud, secret: Secret, added: readonly Tag[], most: number): Secret {
  refuseForeignMarks(cloud, added);
  const others = secret.tags.filter((tag) => !added.some(({ key }) => key === tag.key));
  const tags = [...others, ...added];
  if (tags.length > most && tags.length > secret.tags.length)
    throw new Refusal(400, 'Rejected.LimitExceeded', `A secret has at most ${most} tags.`);
  return { ...secret, tags };
}

/** Characters that a tag may contain. Source: the models of CreateSecret and TagResources in the official SDKs. */
const documented = /^[A-Za-z0-9/\\_\-.+=:@]*$/;

function refuseForeignMarks({ switches }: Cloud, tags: readonly Tag[]): void {
  if (switches.tagAlphabet === 'any') return;
  const foreign = (text: string) => !documented.test(text);
  const what = tags.some(({ key }) => foreign(key))
    ? 'key'
    : tags.some(({ value }) => foreign(value))
      ? 'value'
      : undefined;
  if (what !== undefined)
    throw invalidParameter(
      'Tags',
      `a tag ${what} has a mark other than letters, digits and / \\ _ - . + = : @`,
    );
}

export function withoutTags(secret: Secret, keys: readonly string[]): Secret {
  return { ...secret, tags: secret.tags.filter(({ key }) => !keys.includes(key)) };
}

export const tagsOnTheWire = (secret: Secret) => ({
  Tag: secret.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
});
