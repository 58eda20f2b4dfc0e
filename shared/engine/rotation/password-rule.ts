import * as z from 'zod';
import { suggestion } from './nearest.ts';

export const consumers = ['uri', 'shell', 'pgpass', 'env'] as const;

export const symbolSets = ['none', 'uri', 'rds'] as const;

const length = 'must be length=8 to length=128';
const words = ['length', 'symbols', 'profile'];

/** A rule such as `length=24:symbols=none:profile=uri+shell`: settings in any order, each at most once. */
export const PasswordRule = z
  .string()
  .transform(split)
  .pipe(
    z.strictObject({
      length: z
        .string()
        .regex(/^\d{1,3}$/, length)
        .transform(Number)
        .pipe(z.number().min(8, length).max(128, length))
        .optional(),
      symbols: z.enum(symbolSets, `must be symbols= with one of ${symbolSets.join(', ')}`).optional(),
      profile: z
        .string()
        .transform((text) => text.split('+'))
        .pipe(z.array(z.enum(consumers, `must be profile= with one or more of ${consumers.join('+')}`)))
        .optional(),
    }),
  );
export type PasswordRule = z.output<typeof PasswordRule>;

function split(text: string, context: z.RefinementCtx): unknown {
  const pairs = text.split(':').map((word) => /^([a-z]+)=(.+)$/.exec(word)?.slice(1) ?? [word]);
  const unknown = pairs.map(([name = '']) => name).find((name) => !words.includes(name));
  const bare = pairs.some((pair) => pair.length < 2);
  const twice = new Set(pairs.map(([name]) => name)).size < pairs.length;
  if (unknown === undefined && !twice && !bare) return Object.fromEntries(pairs);
  const message =
    unknown === undefined
      ? 'must have each of its settings once, with = and a value'
      : `must only have settings such as length=24, symbols=none or profile=uri${suggestion(unknown, words)}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}
