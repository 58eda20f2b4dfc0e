import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatStatus, parseStatus, type Status } from '../../shared/rotation/status.ts';

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
