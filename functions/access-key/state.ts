import * as z from 'zod';

/**
 * The state kept between rotations, since RAM records neither who made a key nor when it was disabled. Times are in
 * milliseconds since the epoch. The text has at most 101 characters.
 */
export type State =
  /** A request for a key. A key that is not in `known` and was made between `from` and `until` is ours. */
  | {
      readonly kind: 'issuing';
      readonly from: number;
      readonly until: number;
      readonly known: readonly string[];
    }
  | { readonly kind: 'disabled'; readonly key: string; readonly at: number };

/** Milliseconds in base 36, since a tag holds at most 128 characters. */
const Time = z.string().transform((text) => Number.parseInt(text, 36));

const Issuing = z
  .string()
  .regex(/^issuing\/from=[a-z0-9]+\/until=[a-z0-9]+\/known=[\w+]*$/)
  .transform(fields)
  .pipe(z.object({ from: Time, until: Time, known: z.string() }))
  .transform(({ known, ...times }) => ({ kind: 'issuing' as const, ...times, known: known.split('+') }));

const Disabled = z
  .string()
  .regex(/^disabled\/key=\w+\/at=[a-z0-9]+$/)
  .transform(fields)
  .pipe(z.object({ key: z.string(), at: Time }))
  .transform((found) => ({ kind: 'disabled' as const, ...found }));

const Text = z.union([Issuing, Disabled]);

export function formatState(state: State): string {
  if (state.kind === 'disabled') return `disabled/key=${state.key}/at=${state.at.toString(36)}`;
  const [from, until] = [state.from.toString(36), state.until.toString(36)];
  return `issuing/from=${from}/until=${until}/known=${state.known.join('+')}`;
}

/** Reads the saved state. Returns undefined for a text that it cannot read: then no key counts as ours. */
export function parseState(text: string | undefined): State | undefined {
  return Text.safeParse(text).data;
}

function fields(text: string): Record<string, string | undefined> {
  return Object.fromEntries(
    text
      .split('/')
      .slice(1)
      .map((field) => field.split('=')),
  );
}
