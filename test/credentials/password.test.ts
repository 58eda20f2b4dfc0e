import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { troublesome } from '../../shared/credentials/consumer.ts';
import { generatePassword, type PasswordLimits, rdsPasswords } from '../../shared/credentials/password.ts';
import { PolicyMalformed } from '../../shared/rotation/errors.ts';
import { consumers, type PasswordRule } from '../../shared/rotation/policy.ts';

/** A service that takes every printable character of ASCII, so that only the profile protects its consumers. */
const takesAll: PasswordLimits = {
  minLength: 8,
  maxLength: 128,
  symbols: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];

function generate(rule: PasswordRule = {}, service = rdsPasswords): string {
  return generatePassword(rule, service).reveal();
}

function thousand(rule: PasswordRule, service = takesAll): string[] {
  return Array.from({ length: 1_000 }, () => generate(rule, service));
}

function malformed(rule: PasswordRule, service = rdsPasswords): string {
  try {
    generate(rule, service);
  } catch (error) {
    if (error instanceof PolicyMalformed) return error.message;
    throw error;
  }
  return 'no error';
}

test('by default a password has 32 characters of all four classes that RDS takes', () => {
  for (const password of thousand({}, rdsPasswords)) {
    expect(password).toMatch(/^[a-zA-Z][a-zA-Z0-9_-]{31}$/);
    for (const pattern of classes) expect(password).toMatch(pattern);
  }
});

test('no two of a thousand passwords are the same', () => {
  expect(new Set(thousand({}, rdsPasswords)).size).toBe(1_000);
});

test('every character that may occur does, and about equally often', () => {
  const counts = new Map<string, number>();
  for (const one of thousand({ profile: ['pgpass'] }, rdsPasswords)
    .join('')
    .replaceAll(/[-+=]/g, ''))
    counts.set(one, (counts.get(one) ?? 0) + 1);
  expect(counts.size).toBe(26 + 26 + 10 + rdsPasswords.symbols.length - 3);
  const mean = 32_000 / (62 + rdsPasswords.symbols.length);
  for (const [one, count] of counts)
    expect(Math.abs(count - mean) / mean, `${one} occurs ${count} times`).toBeLessThan(0.35);
});

test('a service that takes fewer than 32 characters gets as many as it takes', () => {
  expect(generate({}, { ...rdsPasswords, maxLength: 16 })).toHaveLength(16);
});

test('the default password can be read by every consumer', () => {
  const all = consumers.map((name) => troublesome[name]).join('');
  for (const password of thousand({})) expect([...password].filter((one) => all.includes(one))).toEqual([]);
});

describe('a password that 1,000 times comes back as it was', () => {
  test.each([
    [
      'from the user part of a URI as written',
      (password: string) => `postgresql://app:${password}@db:5432/app`,
    ],
    [
      'from the user part of a URI encoded',
      (password: string) => `postgresql://app:${encodeURIComponent(password)}@db:5432/app`,
    ],
  ])('%s', (_, write) => {
    for (const password of thousand({ profile: ['uri'] })) {
      const { hostname, username, password: read } = new URL(write(password));
      expect([hostname, username, decodeURIComponent(read)]).toEqual(['db', 'app', password]);
      expect(read).toBe(password);
    }
  });

  test('from the query of a URI', () => {
    for (const password of thousand({ profile: ['uri'] }))
      expect(new URL(`jdbc://db/?password=${password}&ssl=true`).searchParams.get('password')).toBe(password);
  });

  test.each(['sh', 'bash'])('from an unquoted word and an assignment of %s', (shell) => {
    const passwords = thousand({ profile: ['shell'] });
    const script = passwords.map(
      (password) => `printf '%s\\n' ${password}\np=${password}\nprintf '%s\\n' "$p"\n`,
    );
    const read = execFileSync(shell, { input: script.join(''), encoding: 'utf8', cwd: '/' });
    expect(read.trimEnd().split('\n')).toEqual(passwords.flatMap((password) => [password, password]));
  });

  test('from a line of .pgpass', () => {
    const requireOfPg = createRequire(createRequire(import.meta.url).resolve('pg'));
    const pgpass = z
      .object({ parseLine: z.function({ input: [z.string()], output: z.unknown() }) })
      .parse(requireOfPg('pgpass/lib/helper.js'));
    for (const password of thousand({ profile: ['pgpass'] }))
      expect(pgpass.parseLine(`db:5432:app:user:${password}`)).toMatchObject({ user: 'user', password });
  });

  test('from a line of an environment file', () => {
    for (const password of thousand({ profile: ['env'] }))
      expect(parseEnv(`BEFORE=1\nPASSWORD=${password}\nAFTER=2\n`)).toEqual({
        BEFORE: '1',
        PASSWORD: password,
        AFTER: '2',
      });
  });
});

test.each<[string, PasswordRule, RegExp]>([
  ['shorter than the service takes', { length: 7 }, /length=7 is not from 8 to 32/],
  ['longer than the service takes', { length: 33 }, /length=33 is not from 8 to 32/],
  ['without two classes', { exclude: 'abcdefghijklmnopqrstuvwxyz0123456789' }, /fewer than three/],
  ['without anything', { exclude: String.fromCharCode(...Array(127).keys()) }, /fewer than three/],
])('a rule for a password %s is malformed', (_, rule, problem) => {
  expect(malformed(rule)).toMatch(problem);
});

test('without symbols, or without one other class, the other three remain', () => {
  expect(generate({ exclude: rdsPasswords.symbols })).toMatch(/^[a-zA-Z0-9]{32}$/);
  expect(generate({ exclude: '0123456789' })).toMatch(/^[a-zA-Z_-]{32}$/);
  expect(generate({ exclude: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' })).toMatch(/^[a-z0-9_-]{32}$/);
  expect(generate({}, { ...rdsPasswords, symbols: '' })).toMatch(/^[a-zA-Z0-9]{32}$/);
});

test('any rule is either malformed or obeyed', () => {
  const rules = fc.record(
    {
      length: fc.integer({ min: 1, max: 140 }),
      exclude: fc.string({ unit: fc.constantFrom(...`abcXYZ019${takesAll.symbols}`), maxLength: 60 }),
      profile: fc.subarray([...consumers], { minLength: 1 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(rules, fc.constantFrom(rdsPasswords, takesAll), (rule, service) => {
      const impossible =
        rule.length !== undefined && (rule.length < service.minLength || rule.length > service.maxLength);
      if (impossible) {
        expect(malformed(rule, service)).toMatch(/is not from/);
        return;
      }
      const password = generate(rule, service);
      const excluded =
        (rule.exclude ?? '') + (rule.profile ?? consumers).map((name) => troublesome[name]).join('');
      expect(password).toHaveLength(rule.length ?? 32);
      expect(password).toMatch(/^[a-zA-Z]/);
      expect([...password].filter((one) => excluded.includes(one))).toEqual([]);
      expect([...password].every((one) => /[a-zA-Z0-9]/.test(one) || service.symbols.includes(one))).toBe(
        true,
      );
      expect(classes.filter((pattern) => pattern.test(password)).length).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 500 },
  );
});
