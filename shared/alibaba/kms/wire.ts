import * as z from 'zod';

/** Samples show whole seconds, nanoseconds and offsets from UTC; a time that cannot be read is none. */
export const Time = z
  .string()
  .transform((text) => Date.parse(text))
  .transform((time) => (Number.isNaN(time) ? undefined : time))
  .optional();

/** KMS wraps its lists twice, and leaves an empty one out. */
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

/** An answer of which nothing is needed. */
export const Acknowledged = z.unknown();
