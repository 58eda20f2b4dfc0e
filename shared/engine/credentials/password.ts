import generator from 'generate-password';
import { Sensitive } from '../../runtime/sensitive.ts';
import { PolicyMalformed } from '../rotation/errors.ts';
import { consumers, type symbolSets } from '../rotation/password-rule.ts';
import type { Policy } from '../rotation/policy.ts';
import { troublesome } from './consumer.ts';

/** The passwords that a service accepts. */
export interface PasswordLimits {
  readonly minLength: number;
  readonly maxLength: number;
  readonly symbols: string;
}

/**
 * The limits of RDS, for all engines. RDS also requires three of four classes of characters. Source: CreateAccount,
 * ResetAccountPassword.
 */
export const rdsPasswords: PasswordLimits = { minLength: 8, maxLength: 32, symbols: '!@#$%^&*()_+-=' };

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const uppercase = lowercase.toUpperCase();
const digits = '0123456789';
const fewestClasses = 3;
const usualLength = 32;

/** The sets of symbols that a policy may name. `uri` has the unreserved ones of RFC 3986. */
const sets: Readonly<Record<(typeof symbolSets)[number], string>> = {
  none: '',
  uri: '-._~',
  rds: rdsPasswords.symbols,
};

/** Least bits of entropy of a new password: the default, and the floor if the service accepts no longer password. */
const usualFloor = 96;
const lowestFloor = 64;

/**
 * Returns a new password within the policy's rule and the service's limits. It begins with a letter and has a
 * character of every class that is left. By default all consumers can read it unquoted: 32 of 64 characters, 190
 * bits. Throws PolicyMalformed if no such password exists, or if its entropy is below the floor.
 */
export function generatePassword(rule: Policy['password'], service: PasswordLimits): Sensitive {
  const { length, symbols, classes } = readRule(rule, service);
  return new Sensitive(draw(length, symbols, classes));
}

/**
 * Throws PolicyMalformed as generatePassword does, but makes no password. It is for callers that change something else
 * first.
 */
export function checkPassword(rule: Policy['password'], service: PasswordLimits): void {
  readRule(rule, service);
}

function readRule(rule: Policy['password'], service: PasswordLimits) {
  const length = rule.length ?? Math.max(service.minLength, Math.min(usualLength, service.maxLength));
  if (length < service.minLength || length > service.maxLength)
    throw malformed(`length=${length} is not between ${service.minLength} and ${service.maxLength}`);
  const symbols = allowedSymbols(rule, service);
  const classes = [lowercase, uppercase, digits, symbols].filter((characters) => characters !== '');
  if (classes.length < fewestClasses) throw malformed('fewer than three character classes are left');
  requireEntropy(Math.max(rule.leastBits ?? usualFloor, lowestFloor), length, classes, service);
  return { length, symbols, classes };
}

/**
 * Returns the symbols that are left. A profile excludes the symbols that its consumers cannot read. Every consumer
 * counts if the policy names neither a profile nor symbols.
 */
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
  const bits = entropy(length, classes);
  if (bits >= floor) return;
  const most = entropy(maxLength, classes);
  // A service that accepts no longer password gets the longest that it accepts.
  if (length === maxLength && bits >= lowestFloor) return;
  const given = `length=${length} gives ${Math.floor(bits)} bits of entropy, fewer than ${length === maxLength ? lowestFloor : floor}`;
  if (most < lowestFloor)
    throw malformed(
      `${given}; length=${maxLength}, the longest that the service takes, gives ${Math.floor(most)}: allow more symbols, such as symbols=rds`,
    );
  let needed = length;
  while (needed < maxLength && entropy(needed, classes) < floor) needed += 1;
  throw malformed(`${given}; length=${needed} is enough`);
}

/**
 * Returns the bits of entropy of a password from draw(), whose possible results are equally likely. They begin with a
 * letter and have a character of every class. They are counted by inclusion and exclusion: all, without those that miss
 * one class, and so on.
 */
function entropy(length: number, classes: readonly string[]): number {
  const size = classes.join('').length;
  const share = subsetsOf(classes).reduce((sum, missed) => {
    const letters = [lowercase, uppercase].filter((letter) => !missed.includes(letter)).join('').length;
    const others = (size - missed.join('').length) / size;
    return sum + (-1) ** missed.length * (letters / size) * others ** (length - 1);
  }, 0);
  // A length that is too short for every class allows no password.
  return share > 0 ? Math.max(0, length * Math.log2(size) + Math.log2(share)) : 0;
}

function subsetsOf(classes: readonly string[]): readonly (readonly string[])[] {
  const [one, ...others] = classes;
  if (one === undefined) return [[]];
  return subsetsOf(others).flatMap((subset) => [subset, [one, ...subset]]);
}

/**
 * Draws until a password fits, which keeps all that fit equally likely. The generator's own strict mode is not used.
 * It reads symbols as a pattern, in which `+-=` spans the digits, and never ends if a class is empty.
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
