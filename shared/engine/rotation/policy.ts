import * as z from 'zod';
import { day, hour } from '../../runtime/time.ts';
import { fits, type Receiver, type Settings, settingsOf } from './configuration.ts';
import { PolicyMalformed } from './errors.ts';
import { nearest, suggestion } from './nearest.ts';
import { PasswordRule } from './password-rule.ts';
import { parseStatus, type Status } from './status.ts';
import { SecretId, secretName } from './store.ts';
import { cachedFor, Duration, Grace, Schedule, Window } from './timing.ts';

const prefix = 'rotation:';

/**
 * The word that the tag `rotation:admin-secret` may have in place of a name. The API of RDS then changes passwords, with
 * the rights of the function, and no admin password exists.
 */
export const rdsApi = 'rds-api';

const empty = 'is empty';
const Name = z.string().min(1, empty);

/** The policy of a secret: its `rotation:` tags. An unknown tag is an error, so that no typo is ignored. */
const Tags = z.strictObject({
  type: z.string('is missing').min(1, empty),
  strategy: Name.default('auto'),
  schedule: Schedule.optional(),
  window: Window.optional(),
  missed: z.enum(['catch-up', 'skip', 'alert'], 'must be catch-up, skip or alert').default('catch-up'),
  pair: SecretId.optional(),
  grace: Grace.default({ duration: day, accepted: false }),
  'admin-secret': SecretId.optional(),
  password: PasswordRule.optional(),
  auto: z.enum(['on', 'off'], 'must be on or off').default('on'),
  environment: Name.optional(),
  host: Name.transform((text) => text.replaceAll('+', '%')).optional(),
  'second-account': Name.optional(),
  value: Name.optional(),
  fields: Name.transform((text) => text.split('+')).optional(),
  webhook: Name.optional(),
  idle: Duration.default(day),
  status: z.string().optional(),
  state: z.string().optional(),
});
type Tags = z.output<typeof Tags>;

/** Names of all tags of a policy, without their prefix. */
export const tagNames: readonly string[] = Object.keys(Tags.shape);

export interface Policy {
  readonly type: string;
  readonly strategy: string;
  readonly schedule: string | undefined;
  readonly window: string | undefined;
  /**
   * The treatment of a rotation whose time has passed. `catch-up` runs it as soon as possible; `skip` waits for the
   * next time; `alert` also waits, but raises an alarm.
   */
  readonly missed: 'catch-up' | 'skip' | 'alert';
  /**
   * The other secret of an application. If each secret names the other, they are never rotated within a grace of each
   * other.
   */
  readonly pair: SecretId | undefined;
  /** Milliseconds for which a previous credential lives on. */
  readonly grace: number;
  readonly adminSecret: SecretId | undefined;
  /** Whether the API of RDS changes passwords, in place of an admin secret. */
  readonly byRdsApi: boolean;
  /** Whether the API of RDS may act for an account that is a privileged one. Only the configuration can say so. */
  readonly allowsSuper: boolean;
  /** The rule for new passwords. `leastBits` is the floor of their entropy, if it is not the usual one. */
  readonly password: PasswordRule & { readonly leastBits?: number | undefined };
  readonly auto: boolean;
  readonly environment: string | undefined;
  /** The host part of the MySQL account to rotate, if the account name has several. */
  readonly host: string | undefined;
  /** The name of the second account, if it is not the name of the first one with `_rt`. */
  readonly secondAccount: string | undefined;
  /** A statement that a new credential must be able to run. Only the function's configuration can name one. */
  readonly probe: string | undefined;
  /** The way to make a value that is not for a database. */
  readonly value: string | undefined;
  /** The fields of a JSON value that a rotation renews. */
  readonly fields: readonly string[] | undefined;
  /** The system that receives the four steps as signed calls, as the function's configuration has it. */
  readonly receiver: Receiver | undefined;
  /**
   * Milliseconds for which an AccessKey must be unused before it is disabled, and then stays disabled before it is
   * deleted.
   */
  readonly idle: number;
  readonly status: Status;
}

/**
 * Reads the policy from the tags of a secret and from its settings in the function's configuration. Without settings,
 * only the form of the tags is checked. Throws PolicyMalformed with the tag's name. Ignores tags without the prefix,
 * which belong to others.
 */
export function parsePolicy(
  secret: SecretId,
  tags: Readonly<Record<string, string>>,
  settings?: Settings,
): Policy {
  const own = Object.entries(tags).filter(([key]) => key.startsWith(prefix));
  const parsed = Tags.safeParse(
    Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])),
  );
  if (!parsed.success) throw new PolicyMalformed(secret, parsed.error.issues.map(problem));
  const problems = settings
    ? [...belowFloors(parsed.data, settings), ...notAllowed(secret, parsed.data, settings)]
    : [];
  if (problems.length > 0) throw new PolicyMalformed(secret, problems);
  return policyOf(parsed.data, settings ?? settingsOf(undefined, secret));
}

function policyOf(tags: Tags, settings: Settings): Policy {
  const admin = settings.adminSecret ?? tags['admin-secret'];
  return {
    type: tags.type,
    strategy: tags.strategy,
    schedule: tags.schedule,
    window: tags.window,
    missed: tags.missed,
    pair: tags.pair,
    grace: tags.grace.duration,
    adminSecret: admin === rdsApi ? undefined : admin,
    byRdsApi: admin === rdsApi,
    allowsSuper: settings.allowsSuper,
    password: { ...tags.password, leastBits: settings.floors.password },
    auto: tags.auto === 'on',
    environment: tags.environment,
    host: settings.host ?? tags.host,
    secondAccount: settings.secondAccount ?? tags['second-account'],
    probe: settings.probe,
    value: tags.value,
    fields: settings.fields ?? tags.fields,
    receiver: receiverOf(tags, settings),
    idle: tags.idle,
    status: parseStatus(tags.status),
  };
}

function receiverOf({ webhook }: Tags, { webhooks }: Settings): Receiver | undefined {
  return webhook !== undefined && Object.hasOwn(webhooks, webhook) ? webhooks[webhook] : undefined;
}

/**
 * Returns a problem for each tag below its floor. A tag may ask for less only if the deployer of the function allows
 * it.
 */
function belowFloors({ grace, idle }: Tags, { floors }: Settings): string[] {
  const found: string[] = [];
  if (!grace.accepted && grace.duration < (floors.grace ?? cachedFor))
    found.push(
      `tag ${prefix}grace is shorter than the 6 h 10 min for which official clients use a cached value; add :accepted to the tag if they may be refused`,
    );
  const least = floors.idle ?? day;
  if (idle < least)
    found.push(
      `tag ${prefix}idle must not be below ${least / hour} h; the minimum is set in the configuration of the function`,
    );
  return found;
}

/**
 * Returns a problem for each admin secret or webhook of a tag that the function's configuration does not name. The
 * check applies if the configuration says who may act or receive.
 */
function notAllowed(secret: SecretId, tags: Tags, settings: Settings): string[] {
  const { admins, webhooks } = settings;
  const { 'admin-secret': admin, webhook } = tags;
  const found: string[] = [];
  if (admin !== undefined && admins && !admins.some((pattern) => fits(admin, pattern)))
    found.push(`tag ${prefix}admin-secret names none of the admins in the configuration of the function`);
  if (webhook === undefined) return found;
  const receiver = receiverOf(tags, settings);
  const known = Object.keys(webhooks);
  if (known.length === 0)
    found.push(
      `tag ${prefix}webhook: the configuration of the function (ROTATION_CONFIGURATION) names no webhooks, so they are off`,
    );
  else if (receiver === undefined)
    found.push(
      `tag ${prefix}webhook names none of the webhooks in the configuration of the function${suggestion(webhook, known)}`,
    );
  else if (Object.values(webhooks).some(({ key }) => secretName(key) === secretName(secret)))
    found.push(`tag ${prefix}webhook: this secret holds the key of a webhook and is never sent to one`);
  else if (!receiver.secrets.some((pattern) => fits(secretName(secret), pattern)))
    found.push(
      `tag ${prefix}webhook: the configuration of the function does not let this webhook receive ${secretName(secret)}`,
    );
  return found;
}

/**
 * Formats a problem: the name of the tag, and the form that its value must have. The value itself may be private and is
 * left out.
 */
function problem(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') return unknownTags(issue.keys).join(', ');
  return `tag ${prefix}${path.replace(/\..*/, '')} ${issue.message}`;
}

/** Returns a problem for each name, without its prefix, that no tag of a policy has. */
export function unknownTags(keys: readonly string[]): readonly string[] {
  return keys
    .filter((key) => !tagNames.includes(key))
    .map((key) => `unknown tag ${prefix}${key}${near(key)}`);
}

function near(key: string): string {
  const meant = nearest(key, tagNames);
  return meant === undefined ? '' : `; did you mean ${prefix}${meant}?`;
}
