import { describe, expect, it } from 'vitest';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { firstDue } from '../../../../shared/operator/adopt/first-due.ts';
import { day } from '../../../../shared/runtime/time.ts';

const now = Date.UTC(2026, 10, 30, 12);
const secret = SecretId.parse('shop/app');
const due = (tags: Readonly<Record<string, string>>, age: number) =>
  firstDue({ secret, tags: { 'rotation:type': 'generic', ...tags }, createTime: now - age }, now);

describe('the first time that timers rotate a secret', () => {
  it.each([
    [
      'the next sweep, if it is older than its schedule',
      { 'rotation:schedule': 'every:30d' },
      90 * day,
      true,
    ],
    ['later, if it is younger', { 'rotation:schedule': 'every:30d' }, 0, false],
    [
      'later, if the policy skips what was missed',
      { 'rotation:schedule': 'every:30d', 'rotation:missed': 'skip' },
      90.5 * day,
      false,
    ],
  ])('is %s', (_, tags, age, isNow) => {
    const found = due(tags, age);
    expect(found.isNow).toBe(isNow);
    expect(found.at === undefined ? undefined : found.at <= now).toBe(isNow);
  });

  it('counts from the last success, whatever the age of the secret', () => {
    const tags = {
      'rotation:schedule': 'every:30d',
      'rotation:status': 'success=2026-11-29T12:00:00Z/failures=0',
    };
    expect(due(tags, 90 * day).isNow).toBe(false);
  });

  it.each([
    ['no schedule', {}, /no schedule/],
    [
      'timers that are off',
      { 'rotation:schedule': 'every:1d', 'rotation:auto': 'off' },
      /timers leave it alone;/,
    ],
    [
      'three failures',
      { 'rotation:schedule': 'every:1d', 'rotation:status': 'failures=3:refused@2026-11-29T12:00:00Z' },
      /after its failures/,
    ],
    ['a policy that cannot be read', { 'rotation:grace': 'soon' }, /rotation:grace/],
  ])('is never with %s', (_, tags, told) => {
    expect(due(tags, 90 * day)).toEqual({ isNow: false, text: expect.stringMatching(told) });
  });

  it('is never without a type', () => {
    expect(firstDue({ secret, tags: {}, createTime: 0 }, now)).toEqual({
      isNow: false,
      text: expect.stringContaining('nothing rotates it'),
    });
  });
});
