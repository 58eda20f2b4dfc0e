import * as z from 'zod';
import { instant } from './instant.ts';

/** The outcome of past rotations of one secret, as its status tag keeps it. Times in milliseconds. */
export interface Status {
  readonly success?: number;
  /** Which version that success has promoted, as `fingerprint` has it; absent in a status of long ago. */
  readonly of?: string;
  /** The previous version whose credential was ended, in the same form. */
  readonly retired?: string;
  /** In which of its days it was last logged in with only to see that it works; see `dayOf`. */
  readonly verified?: string;
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
  .regex(
    /^(success=\S+ )?(of=[a-z0-9]{6} )?(retired=[a-z0-9]{6} )?(ok=[a-z0-9]{3} )?(failure=\S+ code=[a-z-]+ )?failures=\d{1,9}$/,
    'not a status this product wrote',
  );

/** Tells versions of one secret apart in six characters: an id is too long to be kept in a tag beside the rest. */
export function fingerprint(version: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(version)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % 36 ** 6).toString(36).padStart(6, '0');
}

/** More than are told apart. */
const most = 999;

/**
 * Names the day in which a secret is, in three characters. Each secret's days begin at a minute of its own, so that
 * what is done once a day is not done for a whole fleet at once.
 */
export function dayOf(secret: string, now: number): string {
  const shift = (Number.parseInt(fingerprint(secret), 36) % 1_440) * 60_000;
  return (Math.floor((now + shift) / 86_400_000) % 36 ** 3).toString(36).padStart(3, '0');
}

/** At most 128 characters with the longest code of an error, as many as a tag value may have. */
export function formatStatus(status: Status): string {
  const words: string[] = [];
  if (status.success !== undefined) words.push(`success=${instant(status.success)}`);
  if (status.of !== undefined) words.push(`of=${status.of}`);
  if (status.retired !== undefined) words.push(`retired=${status.retired}`);
  if (status.verified !== undefined) words.push(`ok=${status.verified}`);
  if (status.failure) words.push(`failure=${instant(status.failure.at)} code=${status.failure.code}`);
  return [...words, `failures=${Math.min(status.failures, most)}`].join(' ');
}

/** An unreadable status is no reason to stop rotating: it reads as no status. */
export function parseStatus(text: string | undefined): Status {
  if (!Text.safeParse(text).success) return { failures: 0 };
  const words = new URLSearchParams((text ?? '').replaceAll(' ', '&'));
  const success = Date.parse(words.get('success') ?? '');
  const failure = Date.parse(words.get('failure') ?? '');
  const [of, retired, verified] = [words.get('of'), words.get('retired'), words.get('ok')];
  return {
    ...(Number.isNaN(success) ? {} : { success }),
    ...(of === null ? {} : { of }),
    ...(retired === null ? {} : { retired }),
    ...(verified === null ? {} : { verified }),
    ...(Number.isNaN(failure) ? {} : { failure: { at: failure, code: words.get('code') ?? 'unknown' } }),
    failures: Number(words.get('failures')),
  };
}
