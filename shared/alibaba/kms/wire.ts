import * as z from 'zod';

/**
 * A time in milliseconds since the epoch; undefined if it cannot be read. Samples show whole seconds, nanoseconds and
 * offsets from UTC.
 */
export const Time = z
  .string()
  .transform((text) => Date.parse(text))
  .transform((time) => (Number.isNaN(time) ? undefined : time))
  .optional();

/** Returns the schema of a list. KMS wraps each list twice, and leaves out an empty one. */
export function list<Item extends z.ZodType>(wrapper: string, item: Item) {
  return z
    .record(z.string(), z.array(item))
    .nullish()
    .transform((wrapped) => wrapped?.[wrapper] ?? []);
}

export const Tags = list('Tag', z.object({ TagKey: z.string(), TagValue: z.string().default('') })).transform(
  (tags) => Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])),
);

export const VersionStages = list('VersionStage', z.string());

/** An answer whose content is not used. */
export const Acknowledged = z.unknown();

/** Returns tags as CreateSecret and TagResource take them. */
export function tagsOnTheWire(tags: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })));
}
