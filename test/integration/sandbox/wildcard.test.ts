import { expect, it } from 'vitest';
import { matchesWildcard } from '../../../shared/sandbox/policies/wildcard.ts';

it.each([
  ['*', ''],
  ['*', 'anything at all\nand more'],
  ['', ''],
  ['kms:Get*', 'kms:GetSecretValue'],
  ['kms:*Value', 'kms:GetSecretValue'],
  ['a*b*c', 'abcbc'],
  ['a?c', 'abc'],
  ['*?', 'x'],
  ['a**b', 'ab'],
  ['acs:kms:*:*:secret/shop.(x)', 'acs:kms:cn-hangzhou:1:secret/shop.(x)'],
])('%j stands for %j', (pattern, text) => {
  expect(matchesWildcard(pattern, text)).toBe(true);
});

it.each([
  ['', 'a'],
  ['?', ''],
  ['*?', ''],
  ['a*b', 'a'],
  ['a*b', 'abc'],
  ['kms:Get*', 'xkms:GetSecretValue'],
  ['a.c', 'abc'],
  ['a*b*c', 'acb'],
  ['KMS:*', 'kms:GetSecretValue'],
])('%j does not stand for %j', (pattern, text) => {
  expect(matchesWildcard(pattern, text)).toBe(false);
});

it('a pattern of many stars asks for no more than each place of the text', () => {
  let asked = 0;
  const counted = new Proxy(Object('a'.repeat(200)), {
    get: (text: string, name) => {
      if (name !== 'length') asked += 1;
      return Reflect.get(Object(String(text)), name);
    },
  });
  const pattern = `${'*a'.repeat(60)}*b`;
  expect(matchesWildcard(pattern, counted)).toBe(false);
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(pattern.length * 200);
});
