import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');

it('SECURITY.md names tests that exist, in every row', () => {
  const rows = text.split('\n').filter((line) => /^\| (?!Who\b)/.test(line));
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    const paths = [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(paths, row).not.toEqual([]);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  }
});

it('SECURITY.md says how to report a vulnerability, and who may give a role away', () => {
  for (const words of [
    'Report a vulnerability',
    'Out of scope',
    'Trust policy',
    'ram:PassRole',
    'fc.aliyuncs.com',
  ])
    expect(text).toContain(words);
});
