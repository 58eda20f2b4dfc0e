import * as z from 'zod';
import { PolicyMalformed } from './errors.ts';
import { suggestion } from './nearest.ts';
import { SecretId, secretName } from './store.ts';
import { Duration } from './timing.ts';

/** A secret's name, or a pattern in which `*` stands for any text. */
const Pattern = z.string().regex(/^[\w/+=.@*-]{1,192}$/, 'must be the name of a secret, or a pattern with *');

/** A text for each secret name or pattern. */
const Texts = z.record(Pattern, z.string().min(1)).default({});

const Floors = z.strictObject({
  grace: Duration.optional(),
  idle: Duration.optional(),
  /** The lowest entropy of a new password, in bits. */
  password: z.number().min(64, 'must be 64 bits or more').max(96, 'must be 96 bits or less').optional(),
});

/** A system of the deployer that receives the four steps as signed calls. */
const Receiver = z.strictObject({
  address: z.url({
    protocol: /^https?$/,
    error: 'must be an address such as https://hooks.example.com/rotate',
  }),
  /** The secret that holds the key of the signatures. */
  key: SecretId,
  /** The secrets whose values the system may receive. */
  secrets: z.array(Pattern).min(1),
});
export type Receiver = z.output<typeof Receiver>;

const Receivers = z
  .record(z.string().regex(/^[\w.-]{1,64}$/), Receiver)
  .default({})
  .superRefine((receivers, context) => {
    for (const message of sharedKeys(receivers)) context.addIssue({ code: 'custom', message });
  });

/**
 * Yields a message for each receiver whose key also belongs to another host. A holder of a key can sign for every
 * receiver that accepts it.
 */
function* sharedKeys(receivers: Readonly<Record<string, Receiver>>): Iterable<string> {
  const first = new Map<string, { readonly name: string; readonly host: string }>();
  for (const [name, { address, key }] of Object.entries(receivers)) {
    const other = first.get(secretName(key));
    const host = URL.canParse(address) ? new URL(address).host : address;
    if (other === undefined) first.set(secretName(key), { name, host });
    else if (other.host !== host)
      yield `${name} must not share the key of ${other.name}, which has another host`;
  }
}

/**
 * Settings that only the deployer of the function may make: they can run a statement, send a value away or touch
 * another account. They come from the function's own configuration, never from a tag.
 */
const Configuration = z.strictObject({
  /** Statements that a new credential must be able to run. */
  probe: Texts,
  webhooks: Receivers,
  /** The only admin secrets that may act. If absent, the tag decides. */
  admins: z.array(Pattern).optional(),
  /** Admin secrets whose name is too long for a tag. */
  adminSecrets: z.record(Pattern, SecretId).default({}),
  secondAccounts: Texts,
  hosts: Texts,
  fields: z.record(Pattern, z.array(z.string().min(1)).min(1)).default({}),
  floors: z.record(Pattern, Floors).default({}),
  /** Secrets whose account may be a privileged one where the API of RDS acts. */
  superAccounts: z.array(Pattern).default([]),
});
export type Configuration = z.output<typeof Configuration>;

export const noConfiguration: Configuration = Configuration.parse({});

/**
 * Parses the text of a configuration. Throws PolicyMalformed with the path of each error. `where` names the variable or
 * the secret that the text came from.
 */
export function parseConfiguration(where: string, text: string): Configuration {
  const parsed = Configuration.safeParse(readJson(where, text));
  if (parsed.success) return parsed.data;
  throw new PolicyMalformed(where, parsed.error.issues.map(problem));
}

/** The settings that the configuration has for one secret. */
export interface Settings {
  readonly probe: string | undefined;
  readonly webhooks: Configuration['webhooks'];
  readonly admins: readonly string[] | undefined;
  readonly adminSecret: SecretId | undefined;
  readonly secondAccount: string | undefined;
  readonly host: string | undefined;
  readonly fields: readonly string[] | undefined;
  readonly floors: z.output<typeof Floors>;
  readonly allowsSuper: boolean;
}

/**
 * Returns the settings for one secret. If several patterns fit the secret, its own name wins, then the longest pattern.
 */
export function settingsOf(given: Configuration | undefined, secret: SecretId): Settings {
  const configuration = given ?? noConfiguration;
  const name = secretName(secret);
  const find = <Setting>(settings: Readonly<Record<string, Setting>>): Setting | undefined => {
    const fitting = Object.keys(settings).filter((pattern) => fits(name, pattern));
    const [best] = fitting.toSorted((one, other) => rank(name, other) - rank(name, one));
    return best === undefined ? undefined : settings[best];
  };
  return {
    probe: find(configuration.probe),
    webhooks: configuration.webhooks,
    admins: configuration.admins,
    adminSecret: find(configuration.adminSecrets),
    secondAccount: find(configuration.secondAccounts),
    host: find(configuration.hosts),
    fields: find(configuration.fields),
    floors: find(configuration.floors) ?? {},
    allowsSuper: configuration.superAccounts.some((pattern) => fits(name, pattern)),
  };
}

/** Whether a pattern matches the name of a secret. */
export function fits(name: string, pattern: string): boolean {
  const [head = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return name === pattern;
  if (!name.startsWith(head)) return false;
  let rest = name.slice(head.length);
  const tail = parts.pop() ?? '';
  for (const part of parts) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(tail);
}

function rank(name: string, pattern: string): number {
  return name === pattern ? Number.POSITIVE_INFINITY : pattern.length;
}

function readJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PolicyMalformed(where, ['it must be a JSON document']);
  }
}

const settings = Object.keys(Configuration.shape);

function problem(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return `${path === '' ? 'the document' : path}: ${issue.message}`;
  const known =
    path === ''
      ? settings
      : path.startsWith('floors')
        ? Object.keys(Floors.shape)
        : Object.keys(Receiver.shape);
  return issue.keys
    .map((key) => `${[...issue.path.map(String), key].join('.')} is not known${suggestion(key, known)}`)
    .join(', ');
}
