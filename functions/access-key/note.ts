import * as z from 'zod';

/**
 * What is remembered beside the secret, since RAM keeps neither who made a key nor when it was disabled. Times in
 * milliseconds since the epoch; at most 128 characters when written.
 */
export type Note =
  /** A key was asked for: one that is not among the known, and was made in this time, is ours. */
  | {
      readonly kind: 'issuing';
      readonly from: number;
      readonly until: number;
      readonly known: readonly string[];
    }
  | { readonly kind: 'disabled'; readonly key: string; readonly at: number };

const Issuing = z
  .string()
  .regex(/^issuing from=\d+ until=\d+ known=[\w,]*$/)
  .transform((text) => Object.fromEntries(text.split(' ').map((word) => word.split('='))))
  .pipe(z.object({ from: z.coerce.number(), until: z.coerce.number(), known: z.string() }))
  .transform(({ known, ...times }) => ({ kind: 'issuing' as const, ...times, known: known.split(',') }));

const Disabled = z
  .string()
  .regex(/^disabled key=\w+ at=\d+$/)
  .transform((text) => Object.fromEntries(text.split(' ').map((word) => word.split('='))))
  .pipe(z.object({ key: z.string(), at: z.coerce.number() }))
  .transform((fields) => ({ kind: 'disabled' as const, ...fields }));

const Text = z.union([Issuing, Disabled]);

export function formatNote(note: Note): string {
  if (note.kind === 'disabled') return `disabled key=${note.key} at=${note.at}`;
  return `issuing from=${note.from} until=${note.until} known=${note.known.join()}`;
}

/** A note that cannot be read is none: then no key is taken for ours. */
export function parseNote(text: string | undefined): Note | undefined {
  return Text.safeParse(text).data;
}
