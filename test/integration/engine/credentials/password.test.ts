import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { troublesome } from '../../../../shared/engine/credentials/consumer.ts';
import {
  generatePassword,
  type PasswordLimits,
  rdsPasswords,
} from '../../../../shared/engine/credentials/password.ts';
import { PolicyMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { consumers, PasswordRule, symbolSets } from '../../../../shared/engine/rotation/password-rule.ts';
import type { Policy } from '../../../../shared/engine/rotation/policy.ts';

/** A service that takes every printable character of ASCII, so that only the profile protects its consumers. */
const takesAll: PasswordLimits = {
  minLength: 8,
  maxLength: 128,
  symbols: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
};

type Rule = Policy['password'];

const classes = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];

function generate(rule: Rule = {}, service = rdsPasswords): string {
  return generatePassword(rule, service).reveal();
}

function thousand(rule: Rule, service = takesAll): string[] {
  return Array.from({ length: 1_000 }, () => generate(rule, service));
}

function malformed(rule: Rule, service = rdsPasswords): string {
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

test.each<[string, Rule, RegExp]>([
  ['shorter than the service takes', { length: 7 }, /length=7 is not between 8 and 32/],
  ['longer than the service takes', { length: 33 }, /length=33 is not between 8 and 32/],
  ['easy to guess', { length: 15 }, /length=15 gives 88 bits of entropy, fewer than 96; length=17 is enough/],
  ['a bit too easy to guess, as it must have a symbol', { length: 16 }, /gives 94 bits.*length=17 is enough/],
  [
    'easy to guess, as it has no symbols',
    { length: 16, symbols: 'none' },
    /gives 94 bits.*length=17 is enough/,
  ],
  ['below a lower floor', { length: 10, leastBits: 64 }, /gives 57 bits.*fewer than 64; length=12 is enough/],
])('a rule for a password that is %s is malformed', (_, rule, problem) => {
  expect(malformed(rule)).toMatch(problem);
});

test('as many bits as the floor has are enough', () => {
  expect(generate({ length: 17 })).toHaveLength(17);
  expect(generate({ length: 17, symbols: 'none' })).toHaveLength(17);
  expect(generate({ length: 12, leastBits: 64 })).toHaveLength(12);
});

test('a service that takes no password of that many bits gets the longest that it takes', () => {
  expect(generate({}, { ...rdsPasswords, maxLength: 12 })).toHaveLength(12);
  expect(malformed({ length: 11 }, { ...rdsPasswords, maxLength: 12 })).toMatch(/length=12 is enough/);
});

test.each<[string, Rule, PasswordLimits, RegExp]>([
  ['no symbols', { symbols: 'none' }, rdsPasswords, /^[a-zA-Z0-9]{32}$/],
  ['the unreserved symbols of a URI', { symbols: 'uri' }, takesAll, /^[a-zA-Z0-9._~-]{32}$/],
  ['the unreserved symbols that RDS takes', { symbols: 'uri' }, rdsPasswords, /^[a-zA-Z0-9_-]{32}$/],
  ['all symbols of RDS', { symbols: 'rds' }, takesAll, /^[a-zA-Z0-9!@#$%^&*()_+=-]{32}$/],
  ['those that a consumer reads', { symbols: 'rds', profile: ['uri'] }, takesAll, /^[a-zA-Z0-9_-]{32}$/],
  ['no symbols of a service without', {}, { ...rdsPasswords, symbols: '' }, /^[a-zA-Z0-9]{32}$/],
])('a rule can have %s', (_, rule, service, form) => {
  for (let round = 0; round < 50; round += 1) expect(generate(rule, service)).toMatch(form);
});

test('any rule is either malformed or obeyed', () => {
  const rules = fc.record(
    {
      length: fc.integer({ min: 1, max: 140 }),
      symbols: fc.constantFrom(...symbolSets),
      profile: fc.subarray([...consumers], { minLength: 1 }),
      leastBits: fc.integer({ min: 64, max: 96 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(rules, fc.constantFrom(rdsPasswords, takesAll), (rule, service) => {
      const { length = 32, leastBits = 96 } = rule;
      if (length < service.minLength || length > service.maxLength) {
        expect(malformed(rule, service)).toMatch(/is not between/);
        return;
      }
      // Without symbols there are 62 characters, which is the least.
      // Three bits at most go to the characters that it must have.
      if (length * Math.log2(62) < leastBits + 3 && malformed(rule, service) !== 'no error') {
        expect(malformed(rule, service)).toMatch(/bits of entropy/);
        return;
      }
      const password = generate(rule, service);
      const readers = rule.profile ?? (rule.symbols === undefined ? consumers : []);
      const excluded = readers.map((name) => troublesome[name]).join('');
      expect(password).toHaveLength(length);
      expect(password).toMatch(/^[a-zA-Z]/);
      expect([...password].filter((one) => excluded.includes(one))).toEqual([]);
      expect([...password].every((one) => /[a-zA-Z0-9]/.test(one) || service.symbols.includes(one))).toBe(
        true,
      );
      if (rule.symbols === 'none') expect(password).toMatch(/^[a-zA-Z0-9]+$/);
      expect(classes.filter((pattern) => pattern.test(password)).length).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 500 },
  );
});

describe('the rule of a tag', () => {
  test.each<[string, Rule]>([
    ['length=24', { length: 24 }],
    ['length=128', { length: 128 }],
    ['symbols=none', { symbols: 'none' }],
    ['profile=uri', { profile: ['uri'] }],
    ['profile=uri+shell:symbols=rds:length=8', { length: 8, symbols: 'rds', profile: ['uri', 'shell'] }],
  ])('%s says what a password must be', (text, rule) => {
    expect(PasswordRule.parse(text)).toEqual(rule);
  });

  const problemOf = (text: string) => PasswordRule.safeParse(text).error?.issues[0]?.message;

  test.each([
    ['length=7', /must be length=8 to length=128/],
    ['length=129', /must be length=8/],
    ['length=seven', /must be length=8/],
    ['length=1e1', /must be length=8/],
    ['symbols=all', /must be symbols= with one of none, uri, rds/],
    ['symbols=!@#', /must be symbols= with one of/],
    ['profile=fax', /must be profile= with one or more of uri\+shell\+pgpass\+env/],
    ['profile=uri,shell', /must be profile=/],
    ['length=24:length=32', /must have each of its settings once/],
    ['', /must only have settings such as/],
    ['length=', /must only have settings such as/],
    ['strong', /must only have settings such as/],
    ['length=24 profile=uri', /must be length=8/],
    ['exclude=@:/', /must only have settings such as/],
    ['lenght=24', /; did you mean length\?$/],
    ['symbol=none', /; did you mean symbols\?$/],
    ['profiles=uri', /; did you mean profile\?$/],
    ['__proto__=x', /must only have settings such as/],
  ])('%j is none', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });
});
