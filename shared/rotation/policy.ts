import * as z from 'zod';
import { PolicyMalformed } from './errors.ts';
import { parseStatus, type Status } from './status.ts';
import { SecretId } from './store.ts';
import { day, Grace, Schedule, Span, Window } from './timing.ts';

export const consumers = ['uri', 'shell', 'pgpass', 'env'] as const;

const length = 'must be a number from 8 to 128';

/** `length=32 exclude=@:/ profile=uri,shell`: words in any order. */
const PasswordRule = z
  .string()
  .transform(words)
  .pipe(
    z.strictObject({
      length: z
        .string()
        .regex(/^\d{1,3}$/, length)
        .transform(Number)
        .pipe(z.number().min(8, length).max(128, length))
        .optional(),
      exclude: z.string().optional(),
      profile: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.enum(consumers, `must be one or more of ${consumers.join()}`)))
        .optional(),
    }),
  );
export type PasswordRule = z.output<typeof PasswordRule>;

const prefix = 'rotation:';

const empty = 'is empty';

/** The policy of a secret: its `rotation:` tags. An unknown one is an error, not a typo that is ignored. */
const Tags = z.strictObject({
  type: z.string('is missing').min(1, empty),
  strategy: z.string().min(1, empty).default('auto'),
  schedule: Schedule.optional(),
  window: Window.optional(),
  missed: z.enum(['catch-up', 'skip', 'alert'], 'must be catch-up, skip or alert').default('catch-up'),
  pair: z.string().min(1, empty).optional(),
  grace: Grace.default({ length: day, raised: false }),
  'admin-secret': SecretId.optional(),
  password: PasswordRule.optional(),
  auto: z.enum(['on', 'off'], 'must be on or off').default('on'),
  environment: z.string().min(1, empty).optional(),
  host: z.string().min(1, empty).optional(),
  twin: z.string().min(1, empty).optional(),
  owner: z.string().min(1, empty).optional(),
  probe: z.string().min(1, empty).optional(),
  value: z.string().min(1, empty).optional(),
  fields: z.string().min(1, empty).optional(),
  webhook: z.string().min(1, empty).optional(),
  soak: Span.default(day),
  status: z.string().optional(),
  note: z.string().optional(),
});

export interface Policy {
  readonly type: string;
  readonly strategy: string;
  readonly schedule: string | undefined;
  readonly window: string | undefined;
  /** What becomes of a rotation whose time went by: as soon as may be, not before the next time, or that with an alarm. */
  readonly missed: 'catch-up' | 'skip' | 'alert';
  /** Secrets that name the same are never rotated within a grace of each other. */
  readonly pair: string | undefined;
  /** Milliseconds a previous credential lives on, no shorter than the official clients keep a value. */
  readonly grace: number;
  /** The tag asks for less, without accepting that a client which keeps a value is refused. */
  readonly graceRaised: boolean;
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
  /** How a value is made that no database asks for. */
  readonly value: string | undefined;
  /** The fields of a JSON value that are renewed. */
  readonly fields: string | undefined;
  /** The address of the system that takes the four steps as signed calls. */
  readonly webhook: string | undefined;
  /** Milliseconds for which a credential must be silent, and then lies disabled before it is deleted. */
  readonly soak: number;
  readonly status: Status;
}

/** Throws PolicyMalformed with the tag's name; tags of others are none of our concern. */
export function parsePolicy(secret: SecretId, tags: Readonly<Record<string, string>>): Policy {
  const own = Object.entries(tags).filter(([key]) => key.startsWith(prefix));
  const parsed = Tags.safeParse(
    Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
  );
  if (!parsed.success) throw new PolicyMalformed(secret, parsed.error.issues.map(problem));
  const { 'admin-secret': adminSecret, auto, password, status, grace, note: _, ...rest } = parsed.data;
  return {
    ...rest,
    grace: grace.length,
    graceRaised: grace.raised,
    schedule: rest.schedule,
    window: rest.window,
    pair: rest.pair,
    environment: rest.environment,
    host: rest.host,
    twin: rest.twin,
    owner: rest.owner,
    probe: rest.probe,
    value: rest.value,
    fields: rest.fields,
    webhook: rest.webhook,
    adminSecret,
    auto: auto === 'on',
    password: password ?? {},
    status: parseStatus(status),
  };
}

/** Says which tag, and what it must be; what it is may be private. */
function problem(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys' && path === '')
    return `unknown tag ${issue.keys.map((key) => prefix + key).join(', ')}`;
  if (issue.code === 'unrecognized_keys')
    return `tag ${prefix}${path} must have words such as length=24, exclude=@:/ or profile=uri only`;
  return `tag ${prefix}${path} ${issue.message}`;
}

function words(text: string, context: z.RefinementCtx): unknown {
  const pairs = text.split(' ').map((word) => /^([a-z]+)=(.+)$/.exec(word)?.slice(1) ?? []);
  const given = new Set(pairs.map(([key]) => key));
  if (given.size === pairs.length) return Object.fromEntries(pairs);
  context.addIssue({ code: 'custom', message: 'must have each of its words once' });
  return z.NEVER;
}
