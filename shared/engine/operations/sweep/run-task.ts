import { createHash } from 'node:crypto';
import { day } from '../../../runtime/time.ts';
import { isPassing, type RotationError } from '../../rotation/errors.ts';
import { ours } from '../../rotation/internal-error.ts';
import type { Listener } from '../../rotation/lifecycle.ts';
import type { Policy } from '../../rotation/policy.ts';
import type { Ports } from '../../rotation/ports.ts';
import { recordFailure, recordMissed, recordSuccess } from '../../rotation/record.ts';
import type { Result } from '../../rotation/result.ts';
import { runRequest } from '../../rotation/run-request.ts';
import { type SecretId, VersionId } from '../../rotation/store.ts';
import { readSubject } from '../../rotation/subject.ts';
import { isDue } from '../due.ts';
import { retire } from '../retire.ts';
import { verify } from '../verify.ts';
import { dueOf, type Task } from './assess.ts';
import type { SecretOutcome } from './outcome.ts';

/** Runs a task for one secret. A failure is returned as an outcome, so that the other secrets do not suffer from it. */
export async function runTask<Value>(ports: Ports<Value>, task: Task): Promise<SecretOutcome> {
  const { secret, policy, createTime } = task;
  let isTold = false;
  const emit: Listener = (event) => {
    if (event.event === 'failed' && event.secret === secret) isTold = true;
    ports.emit(event);
  };
  try {
    return await run({ ...ports, emit }, task);
  } catch (error) {
    const failure = ours(error);
    const subject = { secret, policy, createTime, kept: {} };
    if (!isTold) await recordFailure(ports, subject, failure, task.kind !== 'verify');
    return failed(secret, failure);
  }
}

/** Returns the outcome of an error. A busy secret with nothing changed has not failed; the next sweep asks again. */
export function failed(secret: SecretId, error: RotationError): SecretOutcome {
  const { code, message } = error;
  const outcome = code === 'busy' && isPassing(error) ? 'postponed' : 'failed';
  return { SecretId: secret, Outcome: outcome, Code: code, Reason: message };
}

async function run<Value>(ports: Ports<Value>, task: Task): Promise<SecretOutcome> {
  switch (task.kind) {
    case 'rotate':
      return outcomeOf(await rotateIfDue(ports, task));
    case 'retire':
      return outcomeOf(await retire(ports, task.secret));
    case 'verify':
      return outcomeOf(await verify(ports, task.secret, false));
    case 'alert':
      await recordMissed(ports, await readSubject(ports, task.secret), task.at);
      return {
        SecretId: task.secret,
        Outcome: 'missed',
        Reason: 'its policy says to wait for the next scheduled time',
      };
    default:
      return task.kind satisfies never;
  }
}

async function rotateIfDue<Value>(ports: Ports<Value>, task: Task): Promise<Result> {
  const { secret, createTime } = task;
  const stillDue = (policy: Policy) => {
    const now = ports.clock.now();
    const due = dueOf(secret, policy, createTime, now);
    return due !== undefined && isDue(due, now);
  };
  const token = tokenOf(task, ports.clock.now());
  const request = { operation: 'rotate', secret, token, scheduled: true, isDue: stillDue } as const;
  const result = await runRequest(ports, request);
  // The version was promoted, but not recorded: without a record, the secret would stay due for ever.
  if (result.Outcome === 'already-current')
    await recordSuccess(ports, await readSubject(ports, secret), token);
  return result;
}

/**
 * Returns the version of an attempt, so that the same attempt is the same rotation in every invocation. An attempt
 * after a failure, or after a day without result, gets a version of its own.
 */
function tokenOf({ secret, policy, asked, at }: Task, now: number): VersionId {
  const facts = [secret, asked, policy.status.failure?.at, Math.floor((now - at) / day)];
  const digest = createHash('sha256').update(facts.join('\n')).digest('hex');
  return VersionId.parse(`sweep-${digest.slice(0, 32)}`);
}

function outcomeOf({ SecretId, Outcome, VersionId: version, Reason }: Result): SecretOutcome {
  const told = Outcome === 'rotated' ? undefined : Reason;
  return {
    SecretId,
    Outcome,
    ...(version === undefined ? {} : { VersionId: version }),
    ...(told === undefined ? {} : { Reason: told }),
  };
}
