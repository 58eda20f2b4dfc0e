import { createHash } from 'node:crypto';
import * as z from 'zod';
import { day, instant, minute } from '../../runtime/time.ts';

/**
 * The outcome of past rotations of one secret, as its status tag keeps it. It is advice: whoever may tag may write
 * it, and it decides about nothing but when this secret is rotated. Times in milliseconds since the epoch.
 */
export interface Status {
  readonly success?: number;
  /** Where its account is, as `placeDigest` has it: two secrets with the same one may hold one account. */
  readonly place?: string;
  /** Which version that success promoted, as `fingerprint` has it. */
  readonly of?: string;
  /** The previous version whose credential was ended, in the same form. */
  readonly retired?: string;
  /** In which of its days it was last logged in with only to see that it works; see `dayOf`. */
  readonly verified?: string;
  /** In which of its days the service was found not to accept the current value; absent once it does. */
  readonly drifted?: string;
  /** From when on the grace counts where no success of `of` is on record; absent once its credential was ended. */
  readonly graceSince?: number;
  /** Absent once a rotation succeeds. */
  readonly failure?: { readonly at: number; readonly code: string };
  readonly failures: number;
}

/** After so many failures in a row a secret is left to the operator. */
const breaker = 3;

export function isStopped({ failures }: Status): boolean {
  return failures >= breaker;
}

/** How the status tells of a rotation that was missed: it says so once. */
export const missedCode = 'missed';

/** What is said of a secret by which nothing has failed. */
const notFailed: readonly string[] = [missedCode, 'account-shared'];

/** Whether the last attempt failed, also where that was not counted. */
export function isFailing({ failure, failures }: Status): boolean {
  return failures > 0 || (failure !== undefined && !notFailed.includes(failure.code));
}

const field = {
  success: 'success=(?<success>[0-9TZ:-]+)',
  place: 'at=(?<place>[a-z0-9]{5})',
  of: 'of=(?<of>[a-z0-9]{6})',
  ended: '(?:retired=(?<retired>[a-z0-9]{6})|since=(?<graceSince>[a-z0-9]{1,7}))',
  verified: '(?:ok=(?<verified>[a-z0-9]{3})|drifted=(?<drifted>[a-z0-9]{3}))',
  failures: 'failures=(?<failures>\\d{1,2})(?::(?<code>[a-z-]{1,32})@(?<at>[0-9TZ:-]+))?',
};

const pattern = new RegExp(
  `^(?:${field.success}/)?(?:${field.place}/)?(?:${field.of}/)?(?:${field.ended}/)?(?:${field.verified}/)?${field.failures}$`,
);

const Instant = z.iso.datetime().transform((text) => Date.parse(text));

const Fields = z.object({
  success: Instant.optional(),
  place: z.string().optional(),
  of: z.string().optional(),
  retired: z.string().optional(),
  verified: z.string().optional(),
  drifted: z.string().optional(),
  graceSince: z
    .string()
    .transform((text) => Number.parseInt(text, 36) * 1_000)
    .optional(),
  failures: z.string().transform(Number),
  code: z.string().optional(),
  at: Instant.optional(),
});

/** Tells versions of one secret apart in six characters: an id is too long to be kept in a tag beside the rest. */
export function fingerprint(version: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(version)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % 36 ** 6).toString(36).padStart(6, '0');
}

/** Tells accounts of servers apart in five characters. Two that are not the same may have the same one. */
export function placeDigest(server: string, account: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([server, account]))
    .digest();
  return (hash.readUInt32BE() % 36 ** 5).toString(36).padStart(5, '0');
}

/** Failures above this count are stored as this count. */
const most = 99;

/**
 * Names the day in which a secret is, in three characters. Each secret's days begin at a minute of its own, so that
 * what is done once a day is not done for a whole fleet at once.
 */
export function dayOf(secret: string, now: number): string {
  const shift = (Number.parseInt(fingerprint(secret), 36) % 1_440) * minute;
  return (Math.floor((now + shift) / day) % 36 ** 3).toString(36).padStart(3, '0');
}

/** At most 128 characters with the longest code of an error, as many as a tag value may have. */
export function formatStatus(status: Status): string {
  const { success, place, of, retired, graceSince, verified, drifted, failure, failures } = status;
  const seconds = graceSince === undefined ? undefined : Math.floor(graceSince / 1_000).toString(36);
  const day = drifted === undefined ? ['ok', verified] : ['drifted', drifted];
  const fields = [
    ['success', success === undefined ? undefined : instant(success)],
    ['at', place],
    ['of', of],
    ['retired', retired],
    ['since', retired === undefined ? seconds : undefined],
    day,
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  const last = failure === undefined ? '' : `:${failure.code}@${instant(failure.at)}`;
  return [...fields, `failures=${Math.min(failures, most)}${last}`].join('/');
}

/** Milliseconds by which the clocks of those who write and read a status may differ. */
const skew = 5 * minute;

/** When a rotation last succeeded; a success that is still to come is not believed. */
export function lastSuccess({ success }: Status, now: number): number | undefined {
  return success !== undefined && success <= now + skew ? success : undefined;
}

/**
 * When the current version was promoted. Nothing where that is not on record, or cannot be true: the record is of
 * another version, later than now, or older than the version itself, which was stored at `since`.
 */
export function promotedAt(
  status: Status,
  {
    version,
    since = Number.NEGATIVE_INFINITY,
  }: { readonly version: string; readonly since?: number | undefined },
  now: number,
): number | undefined {
  const begun = graceBegun(status, now);
  if (begun === undefined || status.of !== fingerprint(version)) return undefined;
  return begun < since - skew ? undefined : begun;
}

/** From when on a grace counts, whichever version it is of; nothing where none is on record. */
export function graceBegun(status: Status, now: number): number | undefined {
  const { graceSince } = status;
  if (graceSince === undefined) return lastSuccess(status, now);
  return graceSince <= now + skew ? graceSince : undefined;
}

/** An unreadable status is no reason to stop rotating: it reads as no status. */
export function parseStatus(text: string | undefined): Status {
  const parsed = Fields.safeParse(pattern.exec(text ?? '')?.groups);
  if (!parsed.success) return { failures: 0 };
  const { at, code, ...rest } = parsed.data;
  const status = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...status,
    ...(at === undefined || code === undefined ? {} : { failure: { at, code } }),
    failures: rest.failures,
  };
}
