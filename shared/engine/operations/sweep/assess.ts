import { day } from '../../../runtime/time.ts';
import { type Configuration, settingsOf } from '../../rotation/configuration.ts';
import { ours } from '../../rotation/internal-error.ts';
import { type Policy, parsePolicy } from '../../rotation/policy.ts';
import { dayOf, graceBegun, isStopped, lastSuccess, missedCode, type Status } from '../../rotation/status.ts';
import type { ListedSecret, SecretId } from '../../rotation/store.ts';
import { type Due, isDue, nextDue } from '../due.ts';
import type { SecretOutcome, SweepOutcome } from './outcome.ts';

/** A task for one secret. */
export interface Task {
  readonly kind: 'rotate' | 'retire' | 'alert' | 'verify';
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly createTime: number | undefined;
  /** The instant at which it is due; for a rotation, `asked` is the time that the schedule itself asked for. */
  readonly at: number;
  readonly asked: number;
}

export type Assessment = { readonly task: Task } | { readonly idle: SecretOutcome };

/** The circumstances in which a secret is assessed. */
export interface Occasion {
  readonly now: number;
  readonly environment: string | undefined;
  readonly configuration?: Configuration | undefined;
  /** Whether to verify a secret that needs nothing else; once a day if undefined. */
  readonly verify: boolean | undefined;
}

/**
 * Returns the task for a secret now, or its outcome if there is none. It reads the listing alone: no value and no
 * version.
 */
export function assess(listed: ListedSecret, occasion: Occasion): Assessment {
  try {
    const settings = settingsOf(occasion.configuration, listed.secret);
    return classify(listed, parsePolicy(listed.secret, listed.tags, settings), occasion);
  } catch (error) {
    const { code, message } = ours(error);
    if (code === 'internal-error')
      return { idle: { SecretId: listed.secret, Outcome: 'failed', Code: code, Reason: message } };
    return idle(listed.secret, 'malformed', message);
  }
}

function classify(listed: ListedSecret, policy: Policy, { environment, now, verify }: Occasion): Assessment {
  const { secret, createTime } = listed;
  const reason = leftAlone(listed, policy, environment);
  if (reason) return idle(secret, reason);
  const due = dueOf(secret, policy, createTime, now);
  const task = (kind: Task['kind'], at: number, asked = at) => ({
    task: { kind, secret, policy, createTime, at, asked },
  });
  if (due && isDue(due, now)) return task('rotate', due.at, due.asked);
  if (due && mustTell(policy, due)) return task('alert', due.missed);
  const over = graceOver(policy, now);
  if (over !== undefined) return task('retire', over);
  if (verify ?? !isVerified(secret, policy.status, now)) return task('verify', now);
  return idle(secret, due ? 'not-due' : 'unscheduled');
}

/** Returns the next rotation of a secret by its present policy. */
export function dueOf(
  secret: SecretId,
  policy: Policy,
  createTime: number | undefined,
  now: number,
): Due | undefined {
  const since = lastSuccess(policy.status, now) ?? createTime;
  return since === undefined ? undefined : nextDue(secret, policy, since, now);
}

function leftAlone(
  { plannedDeleteTime }: ListedSecret,
  policy: Policy,
  environment: string | undefined,
): SweepOutcome | undefined {
  if (plannedDeleteTime !== undefined) return 'deleting';
  if (!policy.auto) return 'off';
  if (policy.environment !== undefined && environment !== undefined && policy.environment !== environment)
    return 'elsewhere';
  return isStopped(policy.status) ? 'stopped' : undefined;
}

/** Whether to report a missed rotation. Each missed time is reported once; the status records that. */
function mustTell(policy: Policy, due: Due): due is Due & { readonly missed: number } {
  if (policy.missed !== 'alert' || due.missed === undefined) return false;
  const { failure } = policy.status;
  return failure === undefined || failure.code !== missedCode || failure.at < due.missed;
}

/** Returns the end of a past grace whose previous credential is not retired yet. */
function graceOver({ status, grace }: { readonly status: Status; readonly grace: number }, now: number) {
  const begun = graceBegun(status, now);
  if (begun === undefined || status.retired !== undefined || begun + grace > now) return undefined;
  return begun + grace;
}

/**
 * Whether a secret needs no verification today. A rotation proves the value that it stores; a failing one tries it each
 * time.
 */
function isVerified(
  secret: SecretId,
  { success, verified, drifted, failures }: Status,
  now: number,
): boolean {
  const today = dayOf(secret, now);
  if (failures > 0 || verified === today || drifted === today) return true;
  return success !== undefined && now < success + day;
}

function idle(secret: SecretId, outcome: SweepOutcome, reason?: string): Assessment {
  return {
    idle: { SecretId: secret, Outcome: outcome, ...(reason === undefined ? {} : { Reason: reason }) },
  };
}
