import { AccountShared, type ErrorCode } from './errors.ts';
import { ours } from './internal-error.ts';
import type { Policy } from './policy.ts';
import type { Ports } from './ports.ts';
import { recordFailure, recordShared, recordSuccess } from './record.ts';
import type { Outcome, Result, Step } from './result.ts';
import { rotate } from './rotate.ts';
import { runStep } from './run-step.ts';
import { isStopped } from './status.ts';
import type { SecretId, VersionId } from './store.ts';
import { readSubject, type Subject } from './subject.ts';

/** The requests for one secret that a caller may send to the engine. */
export type Request =
  | {
      readonly operation: 'rotate';
      readonly secret: SecretId;
      readonly token?: VersionId | undefined;
      /** Whether a timer asks, not a person. A timer leaves a secret alone that keeps failing. */
      readonly scheduled?: boolean;
      /** Whether an operator allows a previous credential to end before its grace is over. */
      readonly endGrace?: boolean | undefined;
      /**
       * Checks again, with the policy as it is now, whether the secret is due. The caller may have found it due long
       * ago.
       */
      readonly isDue?: (policy: Policy) => boolean;
    }
  | { readonly operation: 'step'; readonly secret: SecretId; readonly step: Step; readonly token: VersionId };

/** Outcomes with which a whole rotation ends instead of an error: an immediate retry would not help. */
const quiet: { readonly [code in ErrorCode]?: Outcome } = {
  'account-shared': 'held-back',
  busy: 'postponed',
  superseded: 'superseded',
};

/**
 * Runs a request and records the status of the secret, as the only entry to the engine. A whole rotation that is busy
 * or superseded before any change ends without an error, since the next timer comes anyway. After a change, and in a
 * single step, the error is thrown, since the work must be resumed.
 */
export async function runRequest<Value>(ports: Ports<Value>, request: Request): Promise<Result> {
  const subject = await readSubject(ports, request.secret);
  const result = await runAndRecord(ports, subject, request);
  if (promoted(request, result)) await recordSuccess(ports, subject, result.VersionId);
  ports.emit({
    secret: subject.secret,
    event: 'finished',
    outcome: result.Outcome,
    version: result.VersionId,
  });
  return result;
}

async function runAndRecord<Value>(ports: Ports<Value>, subject: Subject, request: Request): Promise<Result> {
  const obstacle = request.operation === 'rotate' ? leftAlone(subject, request) : undefined;
  if (obstacle) return obstacle;
  try {
    return await runOperation(ports, subject, request);
  } catch (error) {
    const failure = ours(error);
    const quietly = request.operation === 'rotate' && failure.aftermath === 'untouched' && !failure.isUndone;
    const outcome = quietly ? quiet[failure.code] : undefined;
    if (failure instanceof AccountShared) await recordShared(ports, subject, failure);
    else if (outcome === undefined) await recordFailure(ports, subject, failure);
    if (outcome !== undefined) return unrotated(subject, outcome, failure.message);
    throw error;
  }
}

function runOperation<Value>(ports: Ports<Value>, subject: Subject, request: Request): Promise<Result> {
  if (request.operation === 'rotate')
    return rotate(ports, graced(subject, request), request.token, request.scheduled);
  return runStep(ports, subject, request.step, request.token);
}

/** Sets the grace to zero if the operator allows it to end. */
function graced(subject: Subject, { endGrace }: Extract<Request, { operation: 'rotate' }>): Subject {
  return endGrace ? { ...subject, policy: { ...subject.policy, grace: 0 } } : subject;
}

/** Returns the result if a timer must leave the secret alone, although an operator may rotate it. */
function leftAlone(
  subject: Subject,
  { scheduled = false, isDue }: Extract<Request, { operation: 'rotate' }>,
): Result | undefined {
  const { policy } = subject;
  if (scheduled && !policy.auto) return unrotated(subject, 'off', 'the tag rotation:auto is off');
  if (scheduled && isStopped(policy.status))
    return unrotated(
      subject,
      'stopped',
      'it failed too often in a row; fix the cause, then rotate it by hand',
    );
  if (isDue && !isDue(policy)) return unrotated(subject, 'not-due', 'it was rotated meanwhile');
  return undefined;
}

function promoted(request: Request, result: Result): boolean {
  const finishing = request.operation === 'step' && request.step === 'finishSecret';
  return result.Outcome === 'rotated' || (finishing && result.Outcome === 'step-done');
}

function unrotated({ secret }: Subject, outcome: Outcome, reason: string): Result {
  return { SecretId: secret, VersionId: undefined, Outcome: outcome, Reason: reason, Steps: [] };
}
