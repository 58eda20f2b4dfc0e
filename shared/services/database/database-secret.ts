import * as z from 'zod';
import { parseFields, replaceFields } from '../../engine/credentials/flat-json.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { Sensitive } from '../../runtime/sensitive.ts';

/** The fields of a database secret as the official JDBC client expects them. Other fields are kept unchanged. */
function Fields(defaultPort: number) {
  return z.object({
    AccountName: z.string().min(1),
    AccountPassword: z.string().min(1),
    Endpoint: z.string().min(1),
    Port: z
      .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
      .pipe(z.number().int().min(1).max(65_535))
      .default(defaultPort),
    DBName: z.string().min(1).optional(),
    DBInstanceId: z.string().min(1).optional(),
  });
}

/**
 * The value of a secret that opens a database. Its whole text stays inside a Sensitive, since any field may be private.
 */
export interface DatabaseSecret {
  readonly AccountName: string;
  readonly AccountPassword: Sensitive;
  readonly Endpoint: string;
  readonly Port: number;
  readonly DBName: string | undefined;
  readonly DBInstanceId: string | undefined;
  readonly text: Sensitive;
}

/**
 * Reads the value of a database secret. Throws SecretMalformed, which names paths only: the parser's own message would
 * quote the text.
 */
export function parseDatabaseSecret(secret: SecretId, text: Sensitive, defaultPort: number): DatabaseSecret {
  const fields = parseFields(secret, text, Fields(defaultPort));
  const { AccountName, AccountPassword, Endpoint, Port, DBName, DBInstanceId } = fields;
  return {
    AccountName,
    AccountPassword: new Sensitive(AccountPassword),
    Endpoint,
    Port,
    DBName,
    DBInstanceId,
    text,
  };
}

/** Writes account and password into the text of the secret, and keeps every other field as it was. */
export function formatDatabaseSecret({ AccountName, AccountPassword, text }: DatabaseSecret): Sensitive {
  return replaceFields(text, { AccountName: new Sensitive(AccountName), AccountPassword });
}
