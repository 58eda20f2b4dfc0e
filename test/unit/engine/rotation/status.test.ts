import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../../shared/engine/rotation/errors.ts';
import {
  dayOf,
  fingerprint,
  formatStatus,
  graceBegun,
  isFailing,
  lastSuccess,
  missedCode,
  parseStatus,
  promotedAt,
  type Status,
} from '../../../../shared/engine/rotation/status.ts';

const errorCodes: Readonly<Record<ErrorCode, true>> = {
  'account-shared': true,
  'admin-mismatch': true,
  busy: true,
  'environment-mismatch': true,
  'event-malformed': true,
  'host-key-differs': true,
  'internal-error': true,
  'no-room': true,
  'not-evicted': true,
  'password-rejected': true,
  'policy-malformed': true,
  'privilege-missing': true,
  refused: true,
  'rights-differ': true,
  'secret-exists': true,
  'secret-in-deletion': true,
  'secret-malformed': true,
  'secret-not-found': true,
  'service-error': true,
  'stage-conflict': true,
  'store-denied': true,
  'store-failed': true,
  'store-throttled': true,
  'stranger-in-place': true,
  'strategy-unavailable': true,
  superseded: true,
  'tls-failed': true,
  unreachable: true,
};
const codes = [...Object.keys(errorCodes), missedCode, 'drifted'];

const at = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) / 1_000 }).map((seconds) => seconds * 1_000);
/** As many as the tag has room for: until the year 4000 and beyond. */
const seconds = fc.integer({ min: 0, max: Date.UTC(4000, 0) / 1_000 }).map((one) => one * 1_000);
const five = fc.stringMatching(/^[a-z0-9]{5}$/);
const six = fc.stringMatching(/^[a-z0-9]{6}$/);
const three = fc.stringMatching(/^[a-z0-9]{3}$/);

const facts = {
  success: at,
  place: five,
  of: six,
  failure: fc.record({ at, code: fc.constantFrom(...codes) }),
  failures: fc.integer({ min: 0, max: 99 }),
};
const statuses: fc.Arbitrary<Status> = fc.oneof(
  fc.record({ ...facts, retired: six, verified: three }, { requiredKeys: ['failures'] }),
  fc.record({ ...facts, graceSince: seconds, drifted: three }, { requiredKeys: ['failures'] }),
);

test('a status comes back as it was written, to the second', () => {
  fc.assert(
    fc.property(statuses, (status) => {
      expect(parseStatus(formatStatus(status))).toEqual(status);
    }),
  );
  expect(parseStatus(formatStatus({ success: 1_999, failures: 0 }))).toEqual({ success: 1_000, failures: 0 });
});

test('counts above 99 are stored as 99', () => {
  expect(parseStatus(formatStatus({ failures: 1_000_000 }))).toEqual({ failures: 99 });
});

test('a secret that has drifted is not said to be verified', () => {
  const text = formatStatus({ verified: 'abc', drifted: 'abd', failures: 0 });
  expect(text).toBe('drifted=abd/failures=0');
});

test('a credential that was ended has no grace', () => {
  expect(formatStatus({ retired: 'abcdef', graceSince: 1_000, failures: 0 })).toBe(
    'retired=abcdef/failures=0',
  );
});

test('every status fits the alphabet and the length that KMS documents for tags', () => {
  fc.assert(
    fc.property(statuses, (status) => {
      expect(formatStatus(status)).toMatch(/^[a-zA-Z0-9/\\_.+=:@-]{1,128}$/);
    }),
  );
});

test.each(codes)('the longest status with the code %s fits a tag', (code) => {
  const full = {
    ...{ success: 0, place: 'abcde', of: 'abcdef', retired: 'abcdef', drifted: 'abc', failures: 99 },
    failure: { at: 0, code },
  };
  expect(formatStatus(full).length).toBeLessThanOrEqual(128);
  expect(parseStatus(formatStatus(full))).toEqual(full);
});

test('the status of a secret that has succeeded and failed reads as a sentence', () => {
  expect(formatStatus({ success: 0, failure: { at: 86_400_000, code: 'refused' }, failures: 2 })).toBe(
    'success=1970-01-01T00:00:00Z/failures=2:refused@1970-01-02T00:00:00Z',
  );
});

test.each([
  undefined,
  '',
  'nonsense',
  'failures=two',
  'failures=-1',
  'failures=100',
  'failures=1/success=1970-01-01T00:00:00Z',
  'success=1970-01-01T00:00:00Z',
  'success=1970-01-01T00:00:00Z failures=0',
  'success=soon/failures=3',
  'success=1970-13-01T00:00:00Z/failures=0',
  'failures=1:refused',
  'failures=1:refused@',
  'failures=1:refused@1970-99-01T00:00:00Z',
  'failures=1/',
  'of=short/failures=1',
  'ok=abc/drifted=abc/failures=1',
])('a tag that reads %j is no status', (text) => {
  expect(parseStatus(text)).toEqual({ failures: 0 });
});

test('versions have fingerprints of six characters, which differ', () => {
  const all = ['v0', 'v1', 'T-1', 'a'.repeat(64), '\u{1f511}'].map(fingerprint);
  expect(all.join()).toMatch(/^([a-z0-9]{6},?){5}$/);
  expect(new Set(all).size).toBe(5);
});

test.each([
  ['failures=0', false],
  ['failures=1', true],
  ['failures=0:unreachable@2026-11-24T00:00:00Z', true],
  ['failures=2:unreachable@2026-11-24T00:00:00Z', true],
  ['failures=0:missed@2026-11-24T00:00:00Z', false],
  ['failures=0:account-shared@2026-11-24T00:00:00Z', false],
  ['failures=1:missed@2026-11-24T00:00:00Z', true],
])('a secret fails or not, whose status is %s: %s', (text, fails) => {
  expect(isFailing(parseStatus(text))).toBe(fails);
});

describe('the days of a secret', () => {
  const midnight = Date.UTC(2026, 10, 25);
  const minute = 60_000;

  /** At which minute of the UTC day a secret's own day begins. */
  const beginOf = (secret: string) =>
    Array.from({ length: 24 * 60 }, (_, index) => index).find(
      (index) => dayOf(secret, midnight + index * minute) !== dayOf(secret, midnight + index * minute - 1),
    );

  test('are 24 hours long, and have names of three characters', () => {
    const begin = midnight + (beginOf('MyDbCreds') ?? 0) * minute;
    const names = [0, 1, 2, 3].flatMap((days) =>
      [0, 24 * 60 * minute - 1].map((within) => dayOf('MyDbCreds', begin + days * 24 * 60 * minute + within)),
    );
    expect(new Set(names).size).toBe(4);
    expect(names.every((name, index) => name === names[index - (index % 2)])).toBe(true);
    expect(names.join()).toMatch(/^([a-z0-9]{3},?){8}$/);
  });

  test('begin at another minute for each secret', () => {
    const begins = ['one', 'two', 'three', 'four'].map(beginOf);
    expect(begins).not.toContain(undefined);
    expect(new Set(begins).size).toBe(4);
  });

  test('keep the names under which they stand in tags', () => {
    expect(dayOf('MyDbCreds', midnight)).toBe('g1a');
  });
});

describe('when a version was promoted', () => {
  const now = Date.UTC(2026, 10, 25);
  const skew = 5 * 60_000;
  const of = fingerprint('v1');
  const recorded = (success: number) => ({ success, of, failures: 0 });

  test.each([
    ['of now', now, now],
    ['by a clock five minutes ahead', now + skew, now + skew],
    ['by a clock further ahead', now + skew + 1, undefined],
  ])('is believed of a record %s or not', (_, success, believed) => {
    expect(lastSuccess(recorded(success), now)).toBe(believed);
    expect(graceBegun({ of, graceSince: success, failures: 0 }, now)).toBe(believed);
    expect(promotedAt(recorded(success), { version: 'v1' }, now)).toBe(believed);
  });

  test.each([
    ['five minutes before the version itself', now - skew, now - skew],
    ['longer before it', now - skew - 1, undefined],
  ])('is believed of a record from %s or not', (_, success, believed) => {
    expect(promotedAt(recorded(success), { version: 'v1', since: now }, now)).toBe(believed);
  });

  test('is not known where nothing is on record, or another version is', () => {
    expect(lastSuccess({ failures: 0 }, now)).toBeUndefined();
    expect(promotedAt({ of, failures: 0 }, { version: 'v1' }, now)).toBeUndefined();
    expect(promotedAt(recorded(now), { version: 'v2' }, now)).toBeUndefined();
  });

  test('is where its grace began, if no success of it is on record', () => {
    const status = { ...recorded(now - 90 * 86_400_000), graceSince: now };
    expect(promotedAt(status, { version: 'v1' }, now)).toBe(now);
  });
});
