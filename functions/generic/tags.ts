import * as z from 'zod';
import { PolicyMalformed } from '../../shared/engine/rotation/errors.ts';
import type { SecretId } from '../../shared/engine/rotation/store.ts';
import type { Maker } from './makers/maker.ts';
import { password } from './makers/password.ts';
import { pemKey } from './makers/pem-key.ts';
import { randomBytes } from './makers/random-bytes.ts';
import { sshKey } from './makers/ssh-key.ts';
import { uuid } from './makers/uuid.ts';
import { byWebhook } from './makers/webhook.ts';
import { place } from './secret.ts';

const ways = [password, randomBytes, uuid, sshKey, pemKey, byWebhook];

/** A rule such as `base64:bytes=48` or `ssh-key:rsa:bits=4096`: the way, its kind and its size. */
const Rule = z.string().transform((text, context): Maker => {
  const given = words(text);
  for (const { form } of ways) {
    const maker = form.safeParse(given);
    if (maker.success) return maker.data;
  }
  context.addIssue({ code: 'custom', message: `must be one of: ${ways.map(({ rule }) => rule).join('; ')}` });
  return z.NEVER;
});

const Fields = z
  .array(z.string())
  .refine(
    (names) => new Set(names).size === names.length && names.every((name) => name !== ''),
    'must be field names, each once, joined by +',
  )
  .refine(
    (names) => !names.some((name) => place.has(name)),
    `must not name ${[...place].join(', ')}: they say where the value is used`,
  );

/**
 * Parses the tag `rotation:value`. Throws PolicyMalformed, which lists the possible rules and does not repeat the text
 * of the tag.
 */
export function parseRule(secret: SecretId, text: string): Maker {
  return parse(secret, 'value', Rule, text);
}

/** Checks the names of the fields to renew. Throws PolicyMalformed if a field may not be renewed, whoever names it. */
export function parseFields(secret: SecretId, names: readonly string[]): readonly string[] {
  return parse(secret, 'fields', Fields, names);
}

function parse<Schema extends z.ZodType>(
  secret: SecretId,
  tag: string,
  schema: Schema,
  given: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw new PolicyMalformed(secret, [`tag rotation:${tag} ${problem?.message}`]);
}

/**
 * Splits a rule into `how`, `algorithm` and each `key=value`, each at most once. For any other text, returns a result
 * that fits no form.
 */
function words(text: string): unknown {
  const [how, ...rest] = text.split(':');
  const pairs = rest.map((word) => (word.includes('=') ? word.split('=', 2) : ['algorithm', word]));
  const given = new Map(pairs.map(([key = '', value = '']) => [key, value]));
  return given.size === pairs.length ? { how, ...Object.fromEntries(given) } : undefined;
}
