import * as z from 'zod';
import { parseFields, replaceFields } from '../../../../../shared/engine/credentials/flat-json.ts';
import type { PasswordLimits } from '../../../../../shared/engine/credentials/password.ts';
import type { SecretId } from '../../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../../shared/runtime/sensitive.ts';

/** The value of a secret. Its whole text stays inside a Sensitive. */
export interface NewTypeSecret {
  readonly AccountName: string;
  readonly AccountPassword: Sensitive;
  readonly Endpoint: string;
  readonly Port: number;
  readonly text: Sensitive;
}

// To do: what the service allows in a password, with the source.
export const passwords: PasswordLimits = { minLength: 8, maxLength: 32, symbols: '!@#$%^&*()_+-=' };

// To do: the fields that an application reads, each with the rule of the service and its source.
const Fields = z.object({
  AccountName: z.string().min(1, 'is empty'),
  AccountPassword: z
    .string()
    .min(1, 'is empty')
    .transform((text) => new Sensitive(text)),
  Endpoint: z.string().min(1, 'is empty'),
  Port: z.coerce.number().int().min(1).max(65_535),
});

/** Throws SecretMalformed, which names paths only. */
export function parseSecret(secret: SecretId, text: Sensitive): NewTypeSecret {
  return { ...parseFields(secret, text, Fields), text };
}

/** Writes the password into the text that the secret had, so that every other field stays unchanged. */
export function formatSecret({ AccountPassword, text }: NewTypeSecret): Sensitive {
  return replaceFields(text, { AccountPassword });
}

/** Returns the paths in which another version must not differ: a value leads to no other server, and no other account. */
export function differences(current: NewTypeSecret, other: NewTypeSecret): readonly string[] {
  const fixed = ['AccountName', 'Endpoint', 'Port'] as const;
  return fixed.filter((field) => current[field] !== other[field]);
}
