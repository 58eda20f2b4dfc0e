import type { Call, Parameters } from './calls.ts';

/** The tags of a secret, by key. */
export async function tagsOf(call: Call, SecretName: string): Promise<Record<string, string>> {
  const { Tags } = Object(await call('DescribeSecret', { SecretName, FetchTags: 'true' }));
  return Object.fromEntries(
    Tags.Tag.map((tag: { TagKey: string; TagValue: string }) => [tag.TagKey, tag.TagValue]),
  );
}

/** Tags as CreateSecret and TagResource take them. */
export const asJson = (tags: Record<string, string>) =>
  JSON.stringify(Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })));

/** So many tags with keys t0, t1 and so on, as CreateSecret and TagResource take them. */
export const manyTags = (count: number, value = 'x') =>
  asJson(Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, value])));

/** The secrets that a tag operation of the newer kind names. */
export const onSecrets = (...names: string[]): Parameters => ({
  RegionId: 'cn-hangzhou',
  ResourceType: 'secret',
  ...Object.fromEntries(names.map((name, index) => [`ResourceId.${index + 1}`, name])),
});
