import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { Flag, json } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { allSecretsArn, expire, glimpseSecret } from './find-secret.ts';
import { PageNumber, page, pageSize } from './paging.ts';
import type { Secret } from './secret.ts';
import { tagsOnTheWire } from './tags.ts';

const Filter = z.object({
  Key: z.enum(['SecretName', 'Description', 'TagKey', 'TagValue', 'DKMSInstanceId', 'SecretType', 'Creator']),
  Values: z.array(z.string()).min(1, 'a filter has no values').max(10, 'a filter has more than 10 values'),
});
type Filter = z.output<typeof Filter>;

/** Lists secrets. The values of one filter are alternatives; all filters must match. */
export const listSecrets = defineOperation({
  action: 'ListSecrets',
  parameters: z.object({
    Filters: json(z.array(Filter).max(10, 'there are more than 10 filters')).default([]),
    FetchTags: Flag.default(false),
    PageNumber,
    PageSize: pageSize(10),
  }),
  resource: allSecretsArn,
  perform(cloud, given) {
    const byTag = given.Filters.some(({ Key }) => Key === 'TagKey' || Key === 'TagValue');
    const found = cloud.secrets
      .all()
      .filter((secret) => expire(cloud, secret) !== undefined)
      .map((secret) => glimpseSecret(cloud, secret))
      .filter((secret) => given.Filters.every((filter) => passes(cloud, secret, filter)));
    const { mostFoundByTag, totalBeyondMost } = cloud.switches;
    const shown = byTag ? found.slice(0, mostFoundByTag) : found;
    const { items, fields } = page(shown, given);
    return {
      ...fields,
      TotalCount: totalBeyondMost === 'all' ? found.length : shown.length,
      SecretList: { Secret: items.map((secret) => listed(secret, given.FetchTags)) },
    };
  },
});

function listed(secret: Secret, withTags: boolean) {
  const { plannedDeleteAt } = secret;
  return {
    SecretName: secret.name,
    SecretType: secret.type,
    CreateTime: instant(secret.createdAt),
    UpdateTime: instant(secret.updatedAt),
    PlannedDeleteTime: plannedDeleteAt === undefined ? undefined : instant(plannedDeleteAt),
    ...(withTags ? { Tags: tagsOnTheWire(secret) } : {}),
  };
}

function passes(cloud: Cloud, secret: Secret, { Key, Values }: Filter): boolean {
  switch (Key) {
    case 'SecretName':
      return Values.some((value) => namePasses(cloud, secret.name, value));
    case 'Description':
      return Values.some((value) => secret.description?.includes(value));
    case 'TagKey':
      return secret.tags.some(({ key }) => Values.includes(key));
    case 'TagValue':
      return secret.tags.some(({ value }) => Values.includes(value));
    case 'DKMSInstanceId':
      return Values.some((value) => value === secret.instanceId);
    case 'SecretType':
      return Values.some((value) => value.toLowerCase() === secret.type.toLowerCase());
    case 'Creator':
      return Values.includes(cloud.accountId);
    default:
      return Key satisfies never;
  }
}

function namePasses(cloud: Cloud, name: string, value: string): boolean {
  switch (cloud.switches.nameFilter) {
    case 'prefix':
      return name.startsWith(value);
    case 'substring':
      return name.includes(value);
    case 'exact':
      return name === value;
    default:
      return cloud.switches.nameFilter satisfies never;
  }
}
