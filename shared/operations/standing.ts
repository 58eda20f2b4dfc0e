import { RotationError } from '../rotation/errors.ts';
import { type Policy, parsePolicy } from '../rotation/policy.ts';
import { isStopped } from '../rotation/status.ts';
import type { SecretId } from '../rotation/store.ts';

/** A secret as the fleet's listing shows it; times in milliseconds since the epoch. */
export interface Listed {
  readonly secret: SecretId;
  readonly tags: Readonly<Record<string, string>>;
  readonly createTime: number | undefined;
  readonly plannedDeleteTime: number | undefined;
}

/** How one secret stands, told from its listing alone: no value and no version is read. */
export interface Standing {
  readonly secret: SecretId;
  readonly type: string;
  readonly strategy: string;
  readonly state: 'ok' | 'new' | 'due' | 'failing' | 'stopped' | 'off' | 'deleting' | 'malformed';
  /** Since the last rotation, or since the secret was made. */
  readonly ageMs: number | undefined;
  /** Absent where no fixed interval is set. */
  readonly dueAt: number | undefined;
  readonly schedule: string | undefined;
  readonly failures: number;
  readonly lastError: string | undefined;
}

const minute = 60_000;
const units: Readonly<Record<string, number>> = {
  minute,
  hour: 60 * minute,
  day: 24 * 60 * minute,
  week: 7 * 24 * 60 * minute,
};

export function standing(listed: Listed, now: number): Standing {
  try {
    return judge(listed, parsePolicy(listed.secret, listed.tags), now);
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    return {
      secret: listed.secret,
      type: listed.tags['rotation:type'] ?? '',
      strategy: listed.tags['rotation:strategy'] ?? 'auto',
      state: 'malformed',
      ageMs: undefined,
      dueAt: undefined,
      schedule: undefined,
      failures: 0,
      lastError: error.message,
    };
  }
}

function judge({ secret, createTime, plannedDeleteTime }: Listed, policy: Policy, now: number): Standing {
  const { success, failure, failures } = policy.status;
  const since = success ?? createTime;
  const interval = intervalOf(policy.schedule);
  const dueAt = since === undefined || interval === undefined ? undefined : since + interval;
  return {
    secret,
    type: policy.type,
    strategy: policy.strategy,
    state: stateOf(policy, plannedDeleteTime, dueAt, now),
    ageMs: since === undefined ? undefined : now - since,
    dueAt,
    schedule: policy.schedule,
    failures,
    lastError: failure?.code,
  };
}

/** The states in the order in which they matter to an operator. */
function stateOf(
  policy: Policy,
  plannedDeleteTime: number | undefined,
  dueAt: number | undefined,
  now: number,
): Standing['state'] {
  if (plannedDeleteTime !== undefined) return 'deleting';
  if (isStopped(policy.status)) return 'stopped';
  if (policy.status.failures > 0) return 'failing';
  if (!policy.auto) return 'off';
  if (dueAt !== undefined && dueAt <= now) return 'due';
  return policy.status.success === undefined ? 'new' : 'ok';
}

function intervalOf(schedule: string | undefined): number | undefined {
  const [, count, unit] = /^rate\((\d+) ([a-z]+?)s?\)$/.exec(schedule ?? '') ?? [];
  const length = units[unit ?? ''];
  return count === undefined || length === undefined ? undefined : Number(count) * length;
}
