/** Returns tags as TagResource takes them, each with the same value. */
export function tagList(keys: readonly string[], value = 'x'): string {
  return JSON.stringify(keys.map((TagKey) => ({ TagKey, TagValue: value })));
}
