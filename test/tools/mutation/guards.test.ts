import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guards } from './guards.ts';

describe.each(guards)('the guard of "$title"', ({ file, find, replace, tests }) => {
  it('stands in the code once, and can be taken away', () => {
    expect(readFileSync(file, 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  it('is held by tests that exist', () => {
    expect(tests.filter((test) => !existsSync(test))).toEqual([]);
  });
});
