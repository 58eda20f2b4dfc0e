import * as z from 'zod';
import { random } from '../../runtime/random.ts';
import { Flag, wholeNumber } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter } from '../refusal.ts';

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const uppercase = lowercase.toUpperCase();
const numbers = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const parameters = z.object({
  PasswordLength: wholeNumber(8, 128).default(32),
  ExcludeCharacters: z.string().max(128).default(''),
  ExcludeLowercase: Flag.default(false),
  ExcludeUppercase: Flag.default(false),
  ExcludeNumbers: Flag.default(false),
  ExcludePunctuation: Flag.default(false),
  RequireEachIncludedType: Flag.optional(),
});
type Parameters = z.output<typeof parameters>;

export const getRandomPassword = defineOperation({
  action: 'GetRandomPassword',
  parameters,
  resource: () => '*',
  perform(cloud, given) {
    const types = includedTypes(given);
    if (types.length === 0) throw invalidParameter('ExcludeCharacters', 'no character is left');
    const each = given.RequireEachIncludedType ?? cloud.switches.requireEachTypeByDefault;
    const required = each ? types.map((type) => random.text(1, type)).join('') : '';
    const rest = random.text(given.PasswordLength - required.length, types.join(''));
    return { RandomPassword: random.shuffled([...required, ...rest]).join('') };
  },
});

function includedTypes(given: Parameters): string[] {
  const types = [
    given.ExcludeLowercase ? '' : lowercase,
    given.ExcludeUppercase ? '' : uppercase,
    given.ExcludeNumbers ? '' : numbers,
    given.ExcludePunctuation ? '' : punctuation,
  ];
  return types
    .map((type) => [...type].filter((mark) => !given.ExcludeCharacters.includes(mark)).join(''))
    .filter((type) => type !== '');
}
