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

/** What a caller may ask of the engine for one secret. */
export type Request =
  | {
      readonly operation: 'rotate';
      readonly secret: SecretId;
      readonly token?: VersionId | undefined;
      /** A timer asks, not a person: then a secret that keeps failing is left alone. */
      readonly scheduled?: boolean;
      /** An operator says that a previous credential may be ended although its grace is not over. */
      readonly endGrace?: boolean | undefined;
      /** Asked of the policy as it stands now: whoever found the secret due may have looked long ago. */
      readonly isDue?: (policy: Policy) => boolean;
    }
  | { readonly operation: 'step'; readonly secret: SecretId; readonly step: Step; readonly token: VersionId };

/** What a whole rotation may end with short of an error: trying it again at once is of no use. */
const quiet: { readonly [code in ErrorCode]?: Outcome } = {
  'account-shared': 'held-back',
  busy: 'postponed',
  superseded: 'superseded',
};

/**
 * The engine's one entry: carries the request out and keeps the secret's status. A whole rotation that is busy or
 * superseded before it has changed anything ends quietly, since the next timer comes by itself; afterwards, and in
 * a single step, it throws, since it must be gone on with.
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

/** Who says that the grace may end has none. */
function graced(subject: Subject, { endGrace }: Extract<Request, { operation: 'rotate' }>): Subject {
  return endGrace ? { ...subject, policy: { ...subject.policy, grace: 0 } } : subject;
}

/** What a timer does not do, and an operator may. */
function leftAlone(
  subject: Subject,
  { scheduled = false, isDue }: Extract<Request, { operation: 'rotate' }>,
): Result | undefined {
  const { policy } = subject;
  if (scheduled && !policy.auto) return unrotated(subject, 'off', 'the tag rotation:auto says off');
  if (scheduled && isStopped(policy.status))
    return unrotated(
      subject,
      'stopped',
      'it failed too often in a row; rotate it by hand once the cause is gone',
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
