import * as z from 'zod';
import { coded } from '../fields.ts';

const name = (parameter: string, alphabet: RegExp, longest: number) =>
  z
    .string()
    .refine(
      (text) => text.length > 0 && text.length <= longest,
      coded(`InvalidParameter.${parameter}.Length`, `it has not from 1 to ${longest} characters`),
    )
    .refine(
      (text) => alphabet.test(text),
      coded(`InvalidParameter.${parameter}.InvalidChars`, 'it has a character that is not allowed'),
    );

export const UserName = name('UserName', /^[\w.-]*$/, 64);
export const RoleName = name('RoleName', /^[A-Za-z0-9.-]*$/, 64);
export const PolicyName = name('PolicyName', /^[A-Za-z0-9-]*$/, 128);

/** Text of a policy document. The limit is today's; RAM's older list of errors says 2,048. */
export const DocumentText = z
  .string()
  .min(1, 'it is empty')
  .refine(
    (text) => text.length <= 6_144,
    coded('InvalidParameter.PolicyDocument.Length', 'it has more than 6144 characters'),
  );

export const Description = z
  .string()
  .refine(
    (text) => text.length <= 1_024,
    coded('InvalidParameter.Description.Length', 'it has more than 1024 characters'),
  );
