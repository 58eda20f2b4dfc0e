import * as z from 'zod';
import {
  checkPassword,
  generatePassword,
  type PasswordLimits,
} from '../../../shared/engine/credentials/password.ts';
import { single, type Way } from './maker.ts';

/** What it is for is not known here: printable ASCII but quotes, the backslash and the space, and no short ones. */
const anyPasswords: PasswordLimits = {
  minLength: 8,
  maxLength: 128,
  symbols: '!#$%&()*+,-./:;<=>?@[]^_{|}~',
};

/** The rule of the password itself is in the tag `rotation:password`, as for every other type. */
export const password: Way = {
  rule: 'password',
  form: z.strictObject({ how: z.literal('password') }).transform(({ how }) => ({
    ...single(how, (policy) => generatePassword(policy.password, anyPasswords)),
    check: (policy) => checkPassword(policy.password, anyPasswords),
  })),
};
