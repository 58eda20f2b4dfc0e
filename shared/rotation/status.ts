import * as z from 'zod';

/** The outcome of past rotations of one secret, as its status tag keeps it. Times in milliseconds. */
export interface Status {
  readonly success?: number;
  readonly failure?: { readonly at: number; readonly code: string };
  readonly failures: number;
}

/** After so many failures in a row a secret is left to the operator. */
const breaker = 3;

export function isStopped({ failures }: Status): boolean {
  return failures >= breaker;
}

const Text = z
  .string()
  .regex(/^(success=\S+ )?(failure=\S+ code=[a-z-]+ )?failures=\d{1,9}$/, 'not a status this product wrote');

/** At most 99 characters, well below the 128 a tag value may have. */
export function formatStatus(status: Status): string {
  const words: string[] = [];
  if (status.success !== undefined) words.push(`success=${instant(status.success)}`);
  if (status.failure) words.push(`failure=${instant(status.failure.at)} code=${status.failure.code}`);
  return [...words, `failures=${status.failures}`].join(' ');
}

/** An unreadable status is no reason to stop rotating: it reads as no status. */
export function parseStatus(text: string | undefined): Status {
  if (!Text.safeParse(text).success) return { failures: 0 };
  const words = new URLSearchParams((text ?? '').replaceAll(' ', '&'));
  const success = Date.parse(words.get('success') ?? '');
  const failure = Date.parse(words.get('failure') ?? '');
  return {
    ...(Number.isNaN(success) ? {} : { success }),
    ...(Number.isNaN(failure) ? {} : { failure: { at: failure, code: words.get('code') ?? 'unknown' } }),
    failures: Number(words.get('failures')),
  };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
