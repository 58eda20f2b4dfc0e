import * as z from 'zod';

const Unit = z.enum(['d', 'h', 'm', 's']);
const seconds = { d: 86_400, h: 3_600, m: 60, s: 1 };

/**
 * A rotation interval: a whole number and its unit, from 6 hours to 365 days. KMS stores and returns it in seconds.
 * Source: CreateSecret and UpdateSecretRotationPolicy.
 */
export const RotationInterval = z
  .string()
  .regex(/^\d{1,8}[dhms]$/, 'it is no whole number with one of the units d, h, m and s')
  .transform((text) => Number.parseInt(text, 10) * seconds[Unit.parse(text.at(-1))])
  .refine(
    (length) => length >= 6 * seconds.h && length <= 365 * seconds.d,
    'it is not from 6 hours to 365 days',
  )
  .transform((length) => `${length}s`);
