import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, formatStatus, parseStatus, type Status } from '../../shared/rotation/status.ts';

const at = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) / 1_000 }).map((seconds) => seconds * 1_000);

const statuses: fc.Arbitrary<Status> = fc.record(
  {
    success: at,
    of: fc.stringMatching(/^[a-z0-9]{6}$/),
    retired: fc.stringMatching(/^[a-z0-9]{6}$/),
    failure: fc.record({
      at,
      code: fc.stringMatching(/^[a-z]+(-[a-z]+){0,2}$/).filter((code) => code.length <= 20),
    }),
    verified: fc.stringMatching(/^[a-z0-9]{3}$/),
    failures: fc.integer({ min: 0, max: 999 }),
  },
  { requiredKeys: ['failures'] },
);

test('a status comes back as it was written, to the second', () => {
  fc.assert(
    fc.property(statuses, (status) => {
      expect(parseStatus(formatStatus(status))).toEqual(status);
    }),
  );
  expect(parseStatus(formatStatus({ success: 1_999, failures: 0 }))).toEqual({ success: 1_000, failures: 0 });
});

test('failures beyond a thousand are not told apart', () => {
  expect(parseStatus(formatStatus({ failures: 1_000_000 }))).toEqual({ failures: 999 });
});

test('no status is longer than a tag value may be', () => {
  fc.assert(
    fc.property(statuses, (status) => {
      expect(formatStatus(status).length).toBeLessThanOrEqual(128);
    }),
  );
});

test('a status uses only characters that are safe in a tag', () => {
  fc.assert(
    fc.property(statuses, (status) => {
      expect(formatStatus(status)).toMatch(/^[a-z0-9=:TZ -]+$/);
    }),
  );
});

test('the status of a secret that has succeeded and failed reads as a sentence', () => {
  expect(formatStatus({ success: 0, failure: { at: 86_400_000, code: 'refused' }, failures: 2 })).toBe(
    'success=1970-01-01T00:00:00Z failure=1970-01-02T00:00:00Z code=refused failures=2',
  );
});

test.each([
  undefined,
  '',
  'nonsense',
  'failures=two',
  'failures=-1',
  'failures=1 success=1970-01-01T00:00:00Z',
  'success=1970-01-01T00:00:00Z',
  'failure=1970-01-01T00:00:00Z failures=1',
  'failures=1 ',
  `failures=${'9'.repeat(20)}`,
])('a tag that reads %j is no status', (text) => {
  expect(parseStatus(text)).toEqual({ failures: 0 });
});

test('a time that does not exist is left out', () => {
  expect(parseStatus('success=soon failure=later code=busy failures=3')).toEqual({ failures: 3 });
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
