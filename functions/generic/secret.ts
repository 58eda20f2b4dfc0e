import * as z from 'zod';
import {
  parseFields,
  readFlatJson,
  repeatedNames,
  replaceFields,
} from '../../shared/engine/credentials/flat-json.ts';
import { SecretMalformed } from '../../shared/engine/rotation/errors.ts';
import type { Policy } from '../../shared/engine/rotation/policy.ts';
import type { Place } from '../../shared/engine/rotation/service.ts';
import type { DataType, SecretId } from '../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../shared/runtime/sensitive.ts';

/**
 * The value of a secret of any kind: plain text, flat JSON, or what KMS calls binary. A binary value is kept as it
 * came.
 */
export interface GenericSecret {
  readonly text: Sensitive;
  readonly dataType: DataType;
}

/** A field whose text must not be seen, for a schema given to `readFields`. */
export const Private = z
  .string()
  .min(1, 'is empty')
  .transform((text) => new Sensitive(text));

export function parseSecret(secret: SecretId, text: Sensitive, dataType: DataType): GenericSecret {
  if (text.reveal() === '') throw new SecretMalformed(secret, ['the value is empty']);
  const repeated = dataType === 'text' ? repeatedNames(text) : [];
  if (repeated.length > 0) throw new SecretMalformed(secret, repeated);
  return { text, dataType };
}

export function formatSecret({ text }: GenericSecret): Sensitive {
  return text;
}

/**
 * Reads the fields of a flat JSON value by a `z.object` schema, and ignores fields that the schema does not name. Any
 * field may be private, so only fields known to be public are taken out of a Sensitive. Throws SecretMalformed with
 * paths only.
 */
export function readFields<Schema extends z.ZodType>(
  secret: SecretId,
  { text, dataType }: GenericSecret,
  schema: Schema,
): z.output<Schema> {
  if (dataType === 'binary') throw new SecretMalformed(secret, ['the value is binary, not JSON']);
  return parseFields(secret, text, schema);
}

/**
 * Returns the value with some fields renewed and all others unchanged. Called only for a value whose fields were read
 * before.
 */
export function withFields(
  value: GenericSecret,
  renewed: Readonly<Record<string, Sensitive>>,
): GenericSecret {
  return { ...value, text: replaceFields(value.text, renewed) };
}

export function isJsonObject({ text, dataType }: GenericSecret): boolean {
  if (dataType === 'binary') return false;
  try {
    const value: unknown = JSON.parse(text.reveal());
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Names of the fields that say where and by whom a value is used. They must not change from one version to the next.
 */
export const place: ReadonlySet<string> = new Set(['AccountName', 'Endpoint', 'Port', 'HostKey']);

/**
 * Returns the paths in which the places of two values differ. Two values without such fields, such as plain texts, have
 * the same place.
 */
export function differentPlace(current: GenericSecret, other: GenericSecret): string[] {
  const [one, another] = [placeFields(current), placeFields(other)];
  const paths = [...place].filter((_, index) => one[index] !== another[index]);
  return current.dataType === other.dataType ? paths : ['the data type', ...paths];
}

function placeFields({ text }: GenericSecret): string[] {
  const fields = readFlatJson(text);
  return [...place].map((name) => (Array.isArray(fields) ? '' : String(fields.get(name) ?? '')));
}

/** Returns the account on a server, or undefined if the value belongs to none. */
export function accountOf(value: GenericSecret): string | undefined {
  return placeFields(value)[0] || undefined;
}

/** Returns the place of a value: the receiver of its webhook, or the server of its account. */
export function placeOf(value: GenericSecret, { receiver }: Policy): Place | undefined {
  const [account, endpoint = '', port] = placeFields(value);
  const server = receiver === undefined ? endpoint : new URL(receiver.address).host;
  return server === '' ? undefined : { server: `${server}:${port}`, account: account || undefined };
}
