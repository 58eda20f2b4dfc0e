import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondOf } from '../../../../shared/engine/credentials/turn.ts';

const mysql = 32;

describe('without a name in the policy', () => {
  test.each([
    ['app', 'app_rt'],
    ['app_rt', 'app'],
    ['start', 'start_rt'],
    ['_rt', '_rt_rt'],
  ])('the account after %s is %s', (name, next) => {
    expect(secondOf(name, {}, mysql)).toBe(next);
  });

  test("the twin of any account's twin is that account", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9_]{0,28}$/), (name) => {
        expect(secondOf(secondOf(name, {}, mysql), {}, mysql)).toBe(name);
      }),
    );
  });

  test('a twin longer than the service takes is refused with the way out', () => {
    expect(secondOf('a'.repeat(29), {}, mysql)).toHaveLength(32);
    expect(() => secondOf('a'.repeat(30), {}, mysql)).toThrow(
      /longer than the 32 characters.*rotation:second-account/,
    );
    expect(secondOf('a'.repeat(60), {}, 63)).toHaveLength(63);
    expect(() => secondOf('a'.repeat(61), {}, 63)).toThrow(/63 characters/);
  });
});

describe('with a name in the policy', () => {
  test('that account and the first one take turns', () => {
    expect(secondOf('app', { second: 'app_b' }, mysql)).toBe('app_b');
    expect(secondOf('app_b', { second: 'app_b', previous: 'app' }, mysql)).toBe('app');
  });

  test('a first account that happens to end with the usual suffix keeps its name', () => {
    expect(secondOf('app_rt', { second: 'app_b', previous: 'other' }, mysql)).toBe('app_b');
    expect(secondOf('app_b', { second: 'app_b', previous: 'app_rt' }, mysql)).toBe('app_rt');
  });

  test.each([undefined, 'app_b'])(
    'the twin alone, with %s before it, does not tell the first one',
    (previous) => {
      expect(() => secondOf('app_b', { second: 'app_b', previous }, mysql)).toThrow(
        /no previous version shows/,
      );
    },
  );

  test('a name longer than the service takes is refused', () => {
    expect(() => secondOf('app', { second: 'b'.repeat(33) }, mysql)).toThrow(/longer than the 32 characters/);
  });
});
