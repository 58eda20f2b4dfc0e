import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter } from '../refusal.ts';
import { expire, glimpseSecret } from './find-secret.ts';
import type { Secret, Tag } from './secret.ts';
import { arnOfAll, findAll, Resources } from './tagged-resources.ts';

const rows = 200;

const parameters = z.object({
  ...Resources,
  ResourceId: Resources.ResourceId.optional(),
  Tag: z
    .array(z.object({ Key: z.string(), Value: z.string().optional() }))
    .max(20, 'there are more than 20 tags')
    .default([]),
  NextToken: z.string().max(64).optional(),
});

/** Lists one row for each tag of each secret. If the call names tags, it lists only secrets that have all of them. */
export const listTagResources = defineOperation({
  action: 'ListTagResources',
  parameters,
  resource: (cloud, { ResourceId }) => arnOfAll(cloud, ResourceId ?? []),
  perform(cloud, given) {
    const found = secretsOf(cloud, given.ResourceId)
      .filter((secret) => given.Tag.every((wanted) => secret.tags.some((tag) => matches(tag, wanted))))
      .flatMap((secret) => secret.tags.map((tag) => row(secret, tag)));
    const start = startOf(given.NextToken);
    const next = start + rows;
    return {
      TagResources: { TagResource: found.slice(start, next) },
      NextToken: next < found.length ? String(next) : undefined,
    };
  },
});

function secretsOf(cloud: Cloud, references: readonly string[] | undefined): Secret[] {
  const secrets = references
    ? findAll(cloud, references)
    : cloud.secrets.all().filter((secret) => expire(cloud, secret) !== undefined);
  return secrets.map((secret) => glimpseSecret(cloud, secret));
}

const matches = (tag: Tag, wanted: { Key: string; Value?: string | undefined }) =>
  tag.key === wanted.Key && (wanted.Value === undefined || tag.value === wanted.Value);

const row = (secret: Secret, tag: Tag) => ({
  ResourceId: secret.name,
  ResourceType: 'secret',
  TagKey: tag.key,
  TagValue: tag.value,
});

function startOf(token: string | undefined): number {
  if (token === undefined) return 0;
  if (!/^\d{1,9}$/.test(token)) throw invalidParameter('NextToken', 'it is not from an earlier answer');
  return Number(token);
}
