import * as z from 'zod';
import { PolicyMalformed } from '../engine/rotation/errors.ts';

/** The kinds of notices. Those that need an operator come first. */
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

/** The default kinds. Readers of a credential must know each of these, but not that a previous one has ended. */
const usual: readonly Kind[] = Kind.options.filter((kind) => kind !== 'retired' && kind !== 'repaired');

const Kinds = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .pipe(z.array(Kind));

/** Reads the kinds in `ROTATION_EVENTS`, such as `failed,stopped`. Throws PolicyMalformed. */
export function parseKinds(text: string | undefined): ReadonlySet<Kind> {
  if (text === undefined) return new Set(usual);
  const parsed = Kinds.safeParse(text);
  if (parsed.success) return new Set(parsed.data);
  throw new PolicyMalformed('this function', [
    `variable ROTATION_EVENTS must be a list of ${Kind.options.join(', ')}`,
  ]);
}

/** Whether a kind is wanted. `failed` includes `stopped`, the last failure in a row. */
export function isWanted(kind: Kind, wanted: ReadonlySet<Kind>): boolean {
  return wanted.has(kind) || (kind === 'stopped' && wanted.has('failed'));
}
