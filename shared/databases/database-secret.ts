import * as z from 'zod';
import { Sensitive } from '../credentials/sensitive.ts';
import { SecretMalformed } from '../rotation/errors.ts';
import type { SecretId } from '../rotation/store.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'must be a string, a number or a boolean: the official clients read flat JSON only',
});

/** The fields of a database secret as the official JDBC client expects them; others are kept as they are. */
function Fields(defaultPort: number) {
  return z
    .object({
      AccountName: z.string().min(1),
      AccountPassword: z.string().min(1),
      Endpoint: z.string().min(1),
      Port: z
        .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
        .pipe(z.number().int().min(1).max(65_535))
        .default(defaultPort),
      DBName: z.string().min(1).optional(),
      DBInstanceId: z.string().min(1).optional(),
    })
    .catchall(Scalar);
}

/** The value of a secret that opens a database. Its whole text stays inside a Sensitive: any field may be private. */
export interface DatabaseSecret {
  readonly AccountName: string;
  readonly AccountPassword: Sensitive;
  readonly Endpoint: string;
  readonly Port: number;
  readonly DBName: string | undefined;
  readonly DBInstanceId: string | undefined;
  readonly text: Sensitive;
}

/** Throws SecretMalformed, naming paths only: the parser's own message would quote the text. */
export function parseDatabaseSecret(secret: SecretId, text: Sensitive, defaultPort: number): DatabaseSecret {
  const parsed = Fields(defaultPort).safeParse(parseJson(secret, text));
  if (!parsed.success)
    throw new SecretMalformed(
      secret,
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the value'}: ${issue.message}`),
    );
  const { AccountName, AccountPassword, Endpoint, Port, DBName, DBInstanceId } = parsed.data;
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

/** Writes account and password into the text the secret had, so that every other field stays as it was. */
export function formatDatabaseSecret(value: DatabaseSecret): Sensitive {
  const fields: object = JSON.parse(value.text.reveal());
  return new Sensitive(
    JSON.stringify({
      ...fields,
      AccountName: value.AccountName,
      AccountPassword: value.AccountPassword.reveal(),
    }),
  );
}

function parseJson(secret: SecretId, text: Sensitive): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    throw new SecretMalformed(secret, ['the value is no JSON object']);
  }
}
