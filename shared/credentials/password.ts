import generator from 'generate-password';
import { PolicyMalformed } from '../rotation/errors.ts';
import { consumers, type PasswordRule } from '../rotation/policy.ts';
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

/**
 * A new password within the policy's rule and the service's limits. It begins with a letter and has a character
 * of every class that is left; by default all consumers can read it unquoted: 32 of 64 characters, 191 bits.
 * Throws PolicyMalformed where no such password exists.
 */
export function generatePassword(rule: PasswordRule, service: PasswordLimits): Sensitive {
  const length = rule.length ?? Math.max(service.minLength, Math.min(usualLength, service.maxLength));
  if (length < service.minLength || length > service.maxLength)
    throw malformed(`length=${length} is not from ${service.minLength} to ${service.maxLength}`);
  const excluded =
    (rule.exclude ?? '') + (rule.profile ?? consumers).map((name) => troublesome[name]).join('');
  const symbols = [...new Set(service.symbols)].join('');
  const classes = [lowercase, uppercase, digits, symbols]
    .map((characters) => without(characters, excluded))
    .filter((characters) => characters !== '');
  if (classes.length < fewestClasses)
    throw malformed('its exclusions leave fewer than three of lower case, upper case, digits and symbols');
  return new Sensitive(draw(length, symbols, excluded, classes));
}

/**
 * Draws until one fits, which keeps all that fit equally likely. The generator's own strict mode is left alone:
 * it reads symbols as a pattern, in which `+-=` spans the digits, and never ends where a class has been emptied.
 */
function draw(length: number, symbols: string, exclude: string, classes: readonly string[]): string {
  const options = { length, numbers: true, symbols: symbols || false, exclude, strict: false };
  for (;;) {
    const password = generator.generate(options);
    const covered = classes.every((characters) => [...characters].some((one) => password.includes(one)));
    if (covered && /^[a-z]/i.test(password)) return password;
  }
}

function without(characters: string, excluded: string): string {
  return [...characters].filter((one) => !excluded.includes(one)).join('');
}

function malformed(problem: string): PolicyMalformed {
  return new PolicyMalformed('this secret', [`tag rotation:password: ${problem}`]);
}
