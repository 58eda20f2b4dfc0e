import * as z from 'zod';
import { PolicyMalformed } from '../engine/rotation/errors.ts';

/** What may become of a secret that others are told of; what calls for an operator comes first. */
export const Kind = z.enum([
  'stopped',
  'failed',
  'drifted',
  'missed',
  'evicted',
  'rolled-back',
  'rotated',
  'repaired',
  'retired',
]);
export type Kind = z.output<typeof Kind>;

/** Whoever reads a credential has to know of each of these; that a previous one has ended is no news to them. */
const usual: readonly Kind[] = Kind.options.filter((kind) => kind !== 'retired' && kind !== 'repaired');

const Kinds = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .pipe(z.array(Kind));

/** What `ROTATION_EVENTS` asks for, as `failed,stopped`. Throws PolicyMalformed. */
export function parseKinds(text: string | undefined): ReadonlySet<Kind> {
  if (text === undefined) return new Set(usual);
  const parsed = Kinds.safeParse(text);
  if (parsed.success) return new Set(parsed.data);
  throw new PolicyMalformed('this function', [
    `variable ROTATION_EVENTS is no list of ${Kind.options.join(', ')}`,
  ]);
}

/** Who asks for failures hears of the last one of a row, too. */
export function isWanted(kind: Kind, wanted: ReadonlySet<Kind>): boolean {
  return wanted.has(kind) || (kind === 'stopped' && wanted.has('failed'));
}
