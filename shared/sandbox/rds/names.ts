import * as z from 'zod';
import { coded } from '../fields.ts';
import type { RdsInstance } from './instance.ts';
import { invalidAccountName } from './refusals.ts';

export const DBInstanceId = z.string().min(1).max(64);

/** The name of an account that exists. An account that SQL has made may have any name. */
export const AccountName = z.string().min(1).max(128);

/** Names of databases, separated by commas. */
export const DBName = z
  .string()
  .min(1)
  .transform((text) => text.split(','));

const classes = [/[a-z]/, /[A-Z]/, /\d/, /[!@#$%^&*()_+=-]/];

/**
 * A password for an account: 8 to 32 characters, and three of lower case, upper case, digits and `!@#$%^&*()_+-=`.
 * Source: RDS, CreateAccount and ResetAccountPassword.
 */
export const AccountPassword = z
  .string()
  .refine(
    (text) => /^[\w!@#$%^&*()+=-]{8,32}$/.test(text) && classes.filter((one) => one.test(text)).length >= 3,
    coded('InvalidAccountPassword.Format', 'it has not 8 to 32 characters of three permitted classes'),
  );

/** A description of an account. Letters of Chinese count as letters. Source: RDS, CreateAccount. */
export const AccountDescription = z
  .string()
  .refine(
    (text) => /^\p{L}[\p{L}\d_-]{1,255}$/u.test(text),
    coded('InvalidAccountDescription.Format', 'it has not 2 to 256 permitted characters'),
  );

/** Names that the documentation shows as reserved, in an example. The whole list is not known. */
const reserved = new Set(['dbo', 'login', 'admin', 'administrator']);

/** Throws a Refusal if the engine does not take the name for a new account. Source: RDS, CreateAccount. */
export function requireAccountName(name: string, instance: RdsInstance): void {
  const alphabet = instance.Engine === 'MySQL' ? /^[A-Za-z][A-Za-z0-9_]*$/ : /^[a-z][a-z0-9_]*$/;
  if (!alphabet.test(name) || name.endsWith('_'))
    throw invalidAccountName('Format', 'it has a character that is not allowed there');
  const longest = longestName(instance);
  if (name.length < 2 || name.length > longest)
    throw invalidAccountName('Format', `it has not from 2 to ${longest} characters`);
  if (reserved.has(name.toLowerCase())) throw invalidAccountName('Forbid', 'it is reserved');
}

/** Returns the most characters of a name. PostgreSQL is taken to have cloud disks. */
function longestName({ Engine: engine, EngineVersion: version }: RdsInstance): number {
  if (engine === 'PostgreSQL') return 63;
  return engine === 'MySQL' && version !== '5.6' ? 32 : 16;
}
