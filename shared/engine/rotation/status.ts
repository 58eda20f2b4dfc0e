import { createHash } from 'node:crypto';
import * as z from 'zod';
import { day, instant, minute } from '../../runtime/time.ts';

/**
 * The outcome of past rotations of one secret, as its status tag keeps it. It is advice: anyone who may tag the secret
 * can write it, and it only decides when the secret is rotated. Times are in milliseconds since the epoch.
 */
export interface Status {
  readonly success?: number;
  /**
   * The digest of the place of its account, made by `placeDigest`. Two secrets with the same digest may hold one
   * account.
   */
  readonly place?: string;
  /** The version that this success promoted, as `fingerprint` returns it. */
  readonly of?: string;
  /** The previous version whose credential was ended, as `fingerprint` returns it. */
  readonly retired?: string;
  /** The day of the last login that only checked that the value works; see `dayOf`. */
  readonly verified?: string;
  /** The day on which the service was found not to accept the current value; absent once it does. See `dayOf`. */
  readonly drifted?: string;
  /** The start of the grace if no success of `of` is on record; absent once its credential was ended. */
  readonly graceSince?: number;
  /** The last failure; absent once a rotation succeeds. */
  readonly failure?: { readonly at: number; readonly code: string };
  readonly failures: number;
}

/** The number of failures in a row after which timers leave a secret to the operator. */
const breaker = 3;

export function isStopped({ failures }: Status): boolean {
  return failures >= breaker;
}

/** The code in the status for a missed rotation, which is reported once. */
export const missedCode = 'missed';

/** Codes in the status of a secret for which nothing has failed. */
const notFailed: readonly string[] = [missedCode, 'account-shared'];

/** Whether the last attempt failed, even if that was not counted. */
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

/**
 * Returns six characters that distinguish the versions of one secret. An id is too long to be kept in a tag beside the
 * rest.
 */
export function fingerprint(version: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(version)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash % 36 ** 6).toString(36).padStart(6, '0');
}

/**
 * Returns five characters that distinguish accounts of servers. Two different accounts may have the same characters.
 */
export function placeDigest(server: string, account: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([server, account]))
    .digest();
  return (hash.readUInt32BE() % 36 ** 5).toString(36).padStart(5, '0');
}

/** Failures above this count are stored as this count. */
const most = 99;

/**
 * Returns the current day of a secret, in three characters. Each secret's days begin at a minute of its own, so that a
 * whole fleet does not do its daily work at once.
 */
export function dayOf(secret: string, now: number): string {
  const shift = (Number.parseInt(fingerprint(secret), 36) % 1_440) * minute;
  return (Math.floor((now + shift) / day) % 36 ** 3).toString(36).padStart(3, '0');
}

/** Formats a status in at most 128 characters, even with the longest error code. A tag value may have no more. */
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

/** Milliseconds by which the clocks may differ of those who write and those who read a status. */
const skew = 5 * minute;

/** Returns the time at which a rotation last succeeded. A success in the future is not believed. */
export function lastSuccess({ success }: Status, now: number): number | undefined {
  return success !== undefined && success <= now + skew ? success : undefined;
}

/**
 * Returns the time at which the current version was promoted. Returns undefined if that is not on record, or cannot be
 * true. The record is not true if it is of another version, later than now, or older than the version (stored at
 * `since`).
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

/** Returns the start of a grace, for any version. Returns undefined if none is on record. */
export function graceBegun(status: Status, now: number): number | undefined {
  const { graceSince } = status;
  if (graceSince === undefined) return lastSuccess(status, now);
  return graceSince <= now + skew ? graceSince : undefined;
}

/** Parses a status. An unreadable one is read as an empty one, since it must not stop rotations. */
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
