import { readFlatJson, renameFields } from '../../engine/credentials/flat-json.ts';
import { SecretMalformed } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';

/** The fields of a database secret in AWS, with their names here. Source: AWS Secrets Manager, "JSON structure". */
const fields: Readonly<Record<string, string>> = {
  username: 'AccountName',
  password: 'AccountPassword',
  host: 'Endpoint',
  port: 'Port',
  dbname: 'DBName',
};

/** The field that names the admin secret by its ARN in AWS. */
const admin = 'masterarn';

export interface Converted {
  readonly value: Sensitive;
  /** Facts about the conversion that an operator should know. They name fields, and show no value. */
  readonly notes: readonly string[];
}

/**
 * Renames the fields of an AWS secret. All other fields and all characters stay, so that nothing is lost. Throws
 * SecretMalformed with paths only.
 */
export function fromAws(secret: SecretId, text: Sensitive, hasAdmin: boolean): Converted {
  const found = readFlatJson(text);
  if (Array.isArray(found)) throw new SecretMalformed(secret, found);
  if (found.has('SecretString'))
    throw new SecretMalformed(secret, [
      'SecretString: give its text alone, as get-secret-value prints it with --query SecretString --output text',
    ]);
  const missing = ['username', 'password', 'host'].filter((name) => !found.has(name));
  const taken = Object.entries(fields).filter(([old, name]) => found.has(old) && found.has(name));
  const problems = [
    ...missing.map((name) => `${name}: is missing, which a database secret of AWS has`),
    ...taken.map(([old, name]) => `${name}: is there beside ${old}, and only one of the two can be kept`),
  ];
  if (problems.length > 0) throw new SecretMalformed(secret, problems);
  const others = [...found.keys()].filter((name) => !Object.hasOwn(fields, name) && name !== admin);
  return {
    value: renameFields(text, fields),
    notes: [
      ...(others.length > 0 ? [`kept under their names of AWS: ${others.join(', ')}`] : []),
      ...(found.has(admin) ? [adminNote(hasAdmin)] : []),
    ],
  };
}

function adminNote(hasAdmin: boolean): string {
  const kept = `${admin} is kept, but names a secret of AWS, which cannot be followed from here`;
  return hasAdmin ? kept : `${kept}: bring that secret to KMS first, and name it with --admin`;
}
