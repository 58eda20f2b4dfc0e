import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { survivors } from './survivors.ts';

describe.each(survivors)('the mutant "$mutated" -> "$by" of $file', ({ file, line, mutated, because }) => {
  it('is of a line that is still there', () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.map((one) => one.trim())).toContain(line);
    expect(line).toContain(mutated);
  });

  it('lives for a reason', () => {
    expect(because).toMatch(/^\S+( \S+){3,}$/);
  });
});
