import { exactInstant } from '../../runtime/time.ts';
import { Busy, StageConflict, StrategyUnavailable } from '../rotation/errors.ts';
import { openHealed } from '../rotation/heal.ts';
import { afterChange, duringChange } from '../rotation/internal-error.ts';
import type { Ports } from '../rotation/ports.ts';
import { recordDrifted, recordVerified } from '../rotation/record.ts';
import type { Check, Outcome, Result } from '../rotation/result.ts';
import { graceBegun } from '../rotation/status.ts';
import type { SecretId, Stages } from '../rotation/store.ts';
import { readSubject, type Subject } from '../rotation/subject.ts';
import { checkStages, type Known, opened, readKnown } from './check.ts';

/**
 * Logs in once with each stored value, and reports where the service has drifted from it. The status records the
 * finding. With `repair`, the admin sets the current value again, and levels its account if two log in for one role; the
 * API of RDS sets it again, no more. Nothing else of a secret is changed here.
 */
export async function verify<Value>(ports: Ports<Value>, secret: SecretId, repair: boolean): Promise<Result> {
  const subject = await readSubject(ports, secret);
  const result = await verifySubject(ports, subject, repair);
  // Logins take time: the record of a rotation that ran meanwhile stays.
  const now = { ...(await readSubject(ports, secret)), kept: subject.kept };
  if (result.Outcome === 'drifted') await recordDrifted(ports, now, result.VersionId);
  else await recordVerified(ports, now);
  return result;
}

async function verifySubject<Value>(ports: Ports<Value>, subject: Subject, repair: boolean): Promise<Result> {
  const { secret } = subject;
  const current = await readKnown(ports, subject);
  const stages = await ports.store.stages(secret, ports.signal);
  const checks = await checkStages(ports, subject, current, stages);
  const answer = (outcome: Outcome, reason: string, found = checks): Result => {
    ports.emit({ secret, event: 'finished', outcome, version: current.version });
    const named = { SecretId: secret, VersionId: current.version, Outcome: outcome, Reason: reason };
    return { ...named, Steps: [], Checks: found };
  };
  if (isGood(stateOf(checks, 'current')))
    return answer('verified', aboutPrevious(subject, checks, ports.clock.now()));
  await refuseMoving(ports, subject, current, stages);
  if (!repair) return answer('drifted', advice(subject, checks));
  await setAgain(ports, subject, checks);
  const after = await afterChange('applied', () => checkAgain(ports, subject, current, stages, checks));
  return answer('repaired', 'the stored current value was set again, and it logs in', after);
}

function isGood(state: Check['State'] | undefined): boolean {
  return state === 'accepted' || state === 'nothing-to-try';
}

function stateOf(checks: readonly Check[], stage: Check['Stage']): Check['State'] | undefined {
  return checks.find((check) => check.Stage === stage)?.State;
}

/**
 * Checks again after a repair: setting one value may have ended another of the same account. A previous value that was
 * refused before is not tried again.
 */
async function checkAgain<Value>(
  ports: Ports<Value>,
  subject: Subject,
  current: Known<Value>,
  stages: Stages,
  checks: readonly Check[],
): Promise<readonly Check[]> {
  const lived = stateOf(checks, 'previous') === 'accepted';
  const again = { ...stages, pending: undefined, previous: lived ? stages.previous : undefined };
  const found = await checkStages(ports, subject, current, again);
  return checks.map((check) => found.find(({ Stage }) => Stage === check.Stage) ?? check);
}

/** Throws Busy if a stage moved during the check: a value that was replaced meanwhile has not drifted. */
async function refuseMoving<Value>(
  { store, signal }: Ports<Value>,
  { secret }: Subject,
  current: Known<Value>,
  before: Stages,
): Promise<void> {
  const now = await store.stages(secret, signal);
  if (now.current === current.version && now.pending === before.pending) return;
  throw new Busy(secret, 'it is being rotated at this moment');
}

/** Describes a secret whose current value logs in. */
function aboutPrevious({ policy }: Subject, checks: readonly Check[], now: number): string {
  const state = stateOf(checks, 'previous');
  if (state === undefined || isGood(state) || state === 'retired') return 'the current value logs in';
  if (state === 'unfit') return 'both values log in, but the previous one does not work for applications';
  if (state === 'ended')
    return `the current value logs in; the rotation ended the previous one, as ${policy.strategy} does`;
  const over = (graceBegun(policy.status, now) ?? 0) + policy.grace;
  if (now >= over) return 'the current value logs in; the previous one is past its grace';
  return `the current value logs in; the previous one does not, though its grace lasts until ${exactInstant(over)}: applications that still use it are refused`;
}

/** Returns the remedy for a drift; the one that is likeliest to be right is checked first. */
function advice({ policy }: Subject, checks: readonly Check[]): string {
  const current = checks.find(({ Stage }) => Stage === 'current');
  if (current?.State === 'unfit') {
    const mend = policy.adminSecret === undefined ? '' : '; verify with Repair fixes what the admin may fix';
    return `the current value logs in, but does not work for applications: ${current.Detail}${mend}`;
  }
  const head = 'the current value does not log in';
  if (stateOf(checks, 'pending') === 'accepted')
    return `${head}, but the pending one does: a rotation is unfinished. Rotate to finish it, or roll back to undo it`;
  if (stateOf(checks, 'previous') === 'accepted' && stateOf(checks, 'current') === 'refused') {
    const mend = policy.byRdsApi
      ? ', or verify with Repair to let the API of RDS set the current one again'
      : '';
    return `${head}, but the previous one does. Roll back to it, or rotate to a new value${mend}`;
  }
  if (policy.adminSecret !== undefined)
    return `${head}: somebody changed it in the service. Verify with Repair to let the admin set it again if the service allows that, or rotate to a new value`;
  const nobody = policy.byRdsApi
    ? 'the API of RDS acts only where a stored value does'
    : 'no tag names an admin secret that could repair it';
  return `${head}, and ${nobody}. Set the stored value again by hand, or store the value in use as a new current version`;
}

/**
 * Has the admin or the API of RDS set the current value again, under the lock of the service. Checks the stages once more
 * there.
 */
async function setAgain<Value>(
  ports: Ports<Value>,
  subject: Subject,
  checks: readonly Check[],
): Promise<void> {
  const { secret, policy } = subject;
  if (policy.adminSecret === undefined && !policy.byRdsApi)
    throw new StrategyUnavailable(
      'repair',
      `no tag rotation:admin-secret names an admin; ${advice(subject, checks)}`,
    );
  await using session = await openHealed(ports, subject);
  if (session.overtaken) throw new Busy(secret, 'it was rotated meanwhile');
  const { pending, previous } = session.stages;
  if (pending !== undefined)
    throw new StageConflict(
      secret,
      'a rotation of it is unfinished; rotate to finish it, or roll back to undo it',
    );
  const { service, current } = session;
  const { repair } = service;
  if (!repair)
    throw new StrategyUnavailable(
      service.strategy,
      'it cannot set a lost value again; rotate to a new value',
    );
  const lives = previous !== undefined && stateOf(checks, 'previous') === 'accepted';
  const beside = lives ? await session.read(previous) : undefined;
  await service.confirmLock();
  session.confirmTime();
  await duringChange(() => repair.repair(current.value, beside));
  await afterChange('applied', async () => {
    await ports.type.check?.(opened(ports, subject, current), current.value, current.version);
  });
}
