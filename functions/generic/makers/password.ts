import * as z from 'zod';
import {
  checkPassword,
  generatePassword,
  type PasswordLimits,
} from '../../../shared/engine/credentials/password.ts';
import { single, type Way } from './maker.ts';

/**
 * Limits for a password whose use is not known here: printable ASCII without quotes, backslash and space, and not
 * short.
 */
const anyPasswords: PasswordLimits = {
  minLength: 8,
  maxLength: 128,
  symbols: '!#$%&()*+,-./:;<=>?@[]^_{|}~',
};

/** Passwords. Their own rule is in the tag `rotation:password`, as for every other type. */
export const password: Way = {
  rule: 'password',
  form: z.strictObject({ how: z.literal('password') }).transform(({ how }) => ({
    ...single(how, (policy) => generatePassword(policy.password, anyPasswords)),
    check: (policy) => checkPassword(policy.password, anyPasswords),
  })),
};
