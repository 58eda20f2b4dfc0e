import type * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import { SecretMalformed } from '../rotation/errors.ts';
import type { SecretId } from '../rotation/store.ts';

type Scalar = string | number | boolean;

interface Entry {
  readonly name: string;
  readonly value: Scalar;
  /** Start and end of the name in the text, with its quotes. */
  readonly named: readonly [from: number, to: number];
  /** Start and end of the value in the text. */
  readonly from: number;
  readonly to: number;
}

const text = '"(?:[^"\\\\]|\\\\.)*"';
const member = new RegExp(`\\s*(${text})\\s*:\\s*(${text}|true|false|-?\\d[\\d.eE+-]*)\\s*[,}]`, 'dy');

/**
 * Returns the fields in their order, or a list of problems. Problems name paths only, since the parser's message would
 * quote the value.
 */
export function readFlatJson(json: Sensitive): Map<string, Scalar> | string[] {
  const object = parseObject(json);
  if (object === undefined) return ['the value is not a JSON object'];
  const repeated = repeatedNames(json);
  if (repeated.length > 0) return repeated;
  const deep = Object.entries(object).filter(([, value]) => !isScalar(value));
  if (deep.length > 0)
    return deep.map(
      ([name]) =>
        `${name}: must be a string, a number or a boolean: the official clients only read flat JSON`,
    );
  return new Map(entries(json).map(({ name, value }) => [name, value]));
}

/**
 * Parses the fields of a flat JSON value by a schema of `z.object`. Accepts fields that the schema does not name,
 * unchecked. Throws SecretMalformed with paths only.
 */
export function parseFields<Schema extends z.ZodType>(
  secret: SecretId,
  json: Sensitive,
  schema: Schema,
): z.output<Schema> {
  const fields = readFlatJson(json);
  if (Array.isArray(fields)) throw new SecretMalformed(secret, fields);
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return parsed.data;
  throw new SecretMalformed(
    secret,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the value'}: ${issue.message}`),
  );
}

const token = new RegExp(`${text}(?=\\s*(:?))|[[\\]{}]`, 'g');

/**
 * Returns a problem for each name that occurs more than once at the top level of an object. The object may be nested.
 * Returns an empty list for other texts.
 */
export function repeatedNames(json: Sensitive): string[] {
  if (parseObject(json) === undefined) return [];
  const seen = new Set<string>();
  const repeated = new Set<string>();
  let depth = 0;
  for (const [found, colon] of json.reveal().matchAll(token)) {
    if ('[{'.includes(found)) depth += 1;
    else if (']}'.includes(found)) depth -= 1;
    else if (depth === 1 && colon === ':') {
      const name: string = JSON.parse(found);
      if (seen.has(name)) repeated.add(name);
      seen.add(name);
    }
  }
  return [...repeated].map(
    (name) => `${name}: occurs more than once, and readers disagree on which one counts`,
  );
}

/**
 * Replaces the texts of fields, and appends new fields at the end. Everything else stays the same, character by
 * character. Writing the object anew would round long numbers and sort names that look like numbers.
 */
export function replaceFields(json: Sensitive, renewed: Readonly<Record<string, Sensitive>>): Sensitive {
  const found = entries(json);
  const written = (name: string) => JSON.stringify(renewed[name]?.reveal());
  const added = Object.keys(renewed).filter((name) => !found.some((entry) => entry.name === name));
  let result = json.reveal();
  if (added.length > 0) {
    const end = found.at(-1)?.to ?? result.indexOf('{') + 1;
    const members = added.map((name) => `${JSON.stringify(name)}:${written(name)}`).join(',');
    result = `${result.slice(0, end)}${found.length > 0 ? ',' : ''}${members}${result.slice(end)}`;
  }
  for (const { name, value, from, to } of found.toReversed())
    if (Object.hasOwn(renewed, name) && value !== renewed[name]?.reveal())
      result = `${result.slice(0, from)}${written(name)}${result.slice(to)}`;
  return new Sensitive(result);
}

/** Renames fields of a flat object. Everything else stays the same, character by character. */
export function renameFields(json: Sensitive, renamed: Readonly<Record<string, string>>): Sensitive {
  let result = json.reveal();
  for (const { name, named } of entries(json).toReversed()) {
    if (!Object.hasOwn(renamed, name)) continue;
    const [from, to] = named;
    result = `${result.slice(0, from)}${JSON.stringify(renamed[name])}${result.slice(to)}`;
  }
  return new Sensitive(result);
}

/** Lists the fields of an object that was found to be flat. */
function entries(json: Sensitive): Entry[] {
  const whole = json.reveal();
  const found: Entry[] = [];
  member.lastIndex = whole.indexOf('{') + 1;
  for (let match = member.exec(whole); match !== null; match = member.exec(whole)) {
    const [named = [0, 0], [from, to] = [0, 0]] = match.indices?.slice(1) ?? [];
    const [, name = '""', value = '""'] = match;
    found.push({ name: JSON.parse(name), value: JSON.parse(value), named, from, to });
  }
  return found;
}

function parseObject(json: Sensitive): object | undefined {
  try {
    const value: unknown = JSON.parse(json.reveal());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isScalar(value: unknown): value is Scalar {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
