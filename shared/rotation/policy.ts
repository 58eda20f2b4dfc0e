import * as z from 'zod';
import { PolicyMalformed } from './errors.ts';
import { parseStatus, type Status } from './status.ts';
import { SecretId } from './store.ts';

const hour = 3_600_000;
const units: Readonly<Record<string, number>> = { m: 60_000, h: hour, d: 24 * hour, w: 7 * 24 * hour };

/** `24 h`, `90 minutes`, `7 days`: a span in milliseconds. */
const Span = z.string().transform((text, context) => {
  const [, count, name] = /^(\d{1,6})\s*(m|min|minute|h|hour|d|day|w|week)s?$/.exec(text.trim()) ?? [];
  const unit = units[name?.charAt(0) ?? ''];
  if (count && unit) return Number(count) * unit;
  context.addIssue({ code: 'custom', message: 'is no span of time such as "24 h" or "7 days"' });
  return z.NEVER;
});

const Schedule = z
  .string()
  .regex(
    /^(rate\(\d+ (minute|hour|day|week)s?\)|cron\(\S+( \S+){4,5}\))$/,
    'is neither rate(30 days) nor cron(0 3 * * 1)',
  );

const Window = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d( [A-Za-z_]+(\/[A-Za-z_+-]+)*)?$/,
    'is not of the form 02:00-04:00 Asia/Shanghai',
  );

export const consumers = ['uri', 'shell', 'pgpass', 'env'] as const;

/** `length=32 exclude=@:/ profile=uri,shell`: words in any order. */
const PasswordRule = z.preprocess(
  words,
  z.strictObject({
    length: z
      .string()
      .regex(/^\d+$/, 'is no number')
      .transform(Number)
      .pipe(z.number().min(8).max(128))
      .optional(),
    exclude: z.string().optional(),
    profile: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(consumers)))
      .optional(),
  }),
);
export type PasswordRule = z.output<typeof PasswordRule>;

const prefix = 'rotation:';

/** The policy of a secret: its `rotation:` tags. An unknown one is an error, not a typo that is ignored. */
const Tags = z.strictObject({
  type: z.string().min(1),
  strategy: z.string().min(1).default('auto'),
  schedule: Schedule.optional(),
  window: Window.optional(),
  grace: Span.default(24 * hour),
  'admin-secret': SecretId.optional(),
  password: PasswordRule.optional(),
  auto: z.enum(['on', 'off']).default('on'),
  environment: z.string().min(1).optional(),
  host: z.string().min(1).optional(),
  twin: z.string().min(1).optional(),
  owner: z.string().min(1).optional(),
  probe: z.string().min(1).optional(),
  status: z.string().optional(),
});

export interface Policy {
  readonly type: string;
  readonly strategy: string;
  readonly schedule: string | undefined;
  readonly window: string | undefined;
  /** Milliseconds a previous credential lives on. */
  readonly grace: number;
  readonly adminSecret: SecretId | undefined;
  readonly password: PasswordRule;
  readonly auto: boolean;
  readonly environment: string | undefined;
  /** The host part of the MySQL account to rotate, where the name has several. */
  readonly host: string | undefined;
  /** The name of the second account, where it is not the first one's with `_rt`. */
  readonly twin: string | undefined;
  /** The PostgreSQL role that owns what both accounts create, where it is not the first one's with `_owner`. */
  readonly owner: string | undefined;
  /** A statement that a new credential must be able to run. */
  readonly probe: string | undefined;
  readonly status: Status;
}

/** Throws PolicyMalformed with the tag's name; tags of others are none of our concern. */
export function parsePolicy(secret: SecretId, tags: Readonly<Record<string, string>>): Policy {
  const own = Object.entries(tags).filter(([key]) => key.startsWith(prefix));
  const parsed = Tags.safeParse(
    Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
  );
  if (!parsed.success) throw new PolicyMalformed(secret, parsed.error.issues.map(problem));
  const { 'admin-secret': adminSecret, auto, password, status, ...rest } = parsed.data;
  return {
    ...rest,
    schedule: rest.schedule,
    window: rest.window,
    environment: rest.environment,
    host: rest.host,
    twin: rest.twin,
    owner: rest.owner,
    probe: rest.probe,
    adminSecret,
    auto: auto === 'on',
    password: password ?? {},
    status: parseStatus(status),
  };
}

function problem(issue: z.core.$ZodIssue): string {
  const [tag, ...path] = issue.path;
  if (tag === undefined && issue.code === 'unrecognized_keys')
    return `unknown tag ${issue.keys.map((key) => prefix + key).join(', ')}`;
  return `tag ${prefix}${[tag, ...path].map(String).join('.')} ${issue.message}`;
}

function words(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const pairs = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => /^([^=]*)=?(.*)$/.exec(word) ?? []);
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}
