import generator from 'generate-password';
import { PolicyMalformed } from '../rotation/errors.ts';
import { consumers, type symbolSets } from '../rotation/password-rule.ts';
import type { Policy } from '../rotation/policy.ts';
import { troublesome } from './consumer.ts';
import { Sensitive } from './sensitive.ts';

/** What a service takes for a password. */
export interface PasswordLimits {
  readonly minLength: number;
  readonly maxLength: number;
  readonly symbols: string;
}

/** RDS, all engines: also three of four classes of characters. Source: CreateAccount, ResetAccountPassword. */
export const rdsPasswords: PasswordLimits = { minLength: 8, maxLength: 32, symbols: '!@#$%^&*()_+-=' };

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const uppercase = lowercase.toUpperCase();
const digits = '0123456789';
const fewestClasses = 3;
const usualLength = 32;

/** The sets of symbols a policy may name. `uri` are the unreserved ones of RFC 3986. */
const sets: Readonly<Record<(typeof symbolSets)[number], string>> = {
  none: '',
  uri: '-._~',
  rds: rdsPasswords.symbols,
};

/** Bits of entropy of a new password where the policy names no other floor. */
const leastBits = 96;

/**
 * Returns a new password within the policy's rule and the service's limits. It begins with a letter and has a
 * character of every class that is left; by default all consumers can read it unquoted: 32 of 64 characters, 191
 * bits. Throws PolicyMalformed where no such password exists, or where it would be easier to guess than the floor.
 */
export function generatePassword(rule: Policy['password'], service: PasswordLimits): Sensitive {
  const length = rule.length ?? Math.max(service.minLength, Math.min(usualLength, service.maxLength));
  if (length < service.minLength || length > service.maxLength)
    throw malformed(`length=${length} is not from ${service.minLength} to ${service.maxLength}`);
  const symbols = allowedSymbols(rule, service);
  const classes = [lowercase, uppercase, digits, symbols].filter((characters) => characters !== '');
  if (classes.length < fewestClasses) throw malformed('fewer than three classes of characters are left');
  requireEntropy(rule.leastBits ?? leastBits, length, classes, service);
  return new Sensitive(draw(length, symbols, classes));
}

/** A profile excludes what its consumers cannot read; every consumer counts where the policy names no symbols. */
function allowedSymbols({ symbols, profile }: Policy['password'], service: PasswordLimits): string {
  const readers = profile ?? (symbols === undefined ? consumers : []);
  const excluded = readers.map((name) => troublesome[name]).join('');
  const wanted = symbols === undefined ? service.symbols : sets[symbols];
  return [...new Set(wanted)]
    .filter((one) => service.symbols.includes(one) && !excluded.includes(one))
    .join('');
}

function requireEntropy(
  floor: number,
  length: number,
  classes: readonly string[],
  { maxLength }: PasswordLimits,
): void {
  const bits = Math.log2(classes.join('').length);
  const needed = Math.min(Math.ceil(floor / bits), maxLength);
  if (length >= needed) return;
  throw malformed(
    `length=${length} gives ${Math.floor(length * bits)} bits of entropy, fewer than ${floor}; length=${needed} is enough`,
  );
}

/**
 * Draws until one fits, which keeps all that fit equally likely. The generator's own strict mode is left alone:
 * it reads symbols as a pattern, in which `+-=` spans the digits, and never ends where a class has been emptied.
 */
function draw(length: number, symbols: string, classes: readonly string[]): string {
  const options = { length, numbers: true, symbols: symbols || false, strict: false };
  for (;;) {
    const password = generator.generate(options);
    const covered = classes.every((characters) => [...characters].some((one) => password.includes(one)));
    if (covered && /^[a-z]/i.test(password)) return password;
  }
}

function malformed(problem: string): PolicyMalformed {
  return new PolicyMalformed('this secret', [`tag rotation:password: ${problem}`]);
}
