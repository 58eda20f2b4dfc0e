import { describe, expect, it } from 'vitest';
import { nearest, suggestion } from '../../../../shared/engine/rotation/nearest.ts';

const known = ['schedule', 'window', 'idle', 'second-account', 'host'];

describe('the known name that is meant', () => {
  it.each([
    ['shedule', 'schedule'],
    ['schedul', 'schedule'],
    ['windows', 'window'],
    ['idel', undefined],
    ['idl', 'idle'],
    ['secondAccount', 'second-account'],
    ['hosts', 'host'],
    ['idle', 'idle'],
    ['nonsense', undefined],
    ['', undefined],
  ])('by %j is %j', (name, meant) => {
    expect(nearest(name, known)).toBe(meant);
  });

  it('is none where nothing is known', () => {
    expect(nearest('idle', [])).toBeUndefined();
  });
});

it('is suggested at the end of a sentence, or nothing is', () => {
  expect(suggestion('hosts', known)).toBe('; did you mean host?');
  expect(suggestion('nonsense', known)).toBe('');
});
