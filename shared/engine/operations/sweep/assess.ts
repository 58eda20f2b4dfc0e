import { day } from '../../../runtime/time.ts';
import { type Configuration, settingsOf } from '../../rotation/configuration.ts';
import { ours } from '../../rotation/internal-error.ts';
import { type Policy, parsePolicy } from '../../rotation/policy.ts';
import { dayOf, graceBegun, isStopped, lastSuccess, missedCode, type Status } from '../../rotation/status.ts';
import type { ListedSecret, SecretId } from '../../rotation/store.ts';
import { type Due, isDue, nextDue } from '../due.ts';
import type { SecretOutcome, SweepOutcome } from './outcome.ts';

/** Something to be done for one secret. */
export interface Task {
  readonly kind: 'rotate' | 'retire' | 'alert' | 'verify';
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly createTime: number | undefined;
  /** When it was to be done; for a rotation, also what the schedule itself asked for. */
  readonly at: number;
  readonly asked: number;
}

export type Assessment = { readonly task: Task } | { readonly idle: SecretOutcome };

/** Under which circumstances a secret is looked at. */
export interface Occasion {
  readonly now: number;
  readonly environment: string | undefined;
  readonly configuration?: Configuration | undefined;
  /** Whether what needs nothing else is to be verified: once a day where neither is said. */
  readonly verify: boolean | undefined;
}

/** What is to be done for a secret now, from its listing alone: no value and no version is read. */
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

/** When a secret is next to be rotated, as its policy stands. */
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

/** Once for each time that was missed: what was told stands in the status. */
function mustTell(policy: Policy, due: Due): due is Due & { readonly missed: number } {
  if (policy.missed !== 'alert' || due.missed === undefined) return false;
  const { failure } = policy.status;
  return failure === undefined || failure.code !== missedCode || failure.at < due.missed;
}

/** Since when the grace of a previous credential is over that was not ended yet. */
function graceOver({ status, grace }: { readonly status: Status; readonly grace: number }, now: number) {
  const begun = graceBegun(status, now);
  if (begun === undefined || status.retired !== undefined || begun + grace > now) return undefined;
  return begun + grace;
}

/** A rotation proves what it stores; one that fails tries it each time. */
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
