import { type ErrorCode, RotationError } from './errors.ts';
import type { Ports } from './ports.ts';
import type { Outcome, Result, Step } from './result.ts';
import { rotate } from './rotate.ts';
import { runStep } from './run-step.ts';
import type { Status } from './status.ts';
import type { SecretId, VersionId } from './store.ts';
import { readSubject, type Subject } from './subject.ts';

/** What a caller may ask of the engine for one secret. */
export type Request =
  | { readonly operation: 'rotate'; readonly secret: SecretId; readonly token?: VersionId | undefined }
  | { readonly operation: 'step'; readonly secret: SecretId; readonly step: Step; readonly token: VersionId };

/** Failures that say nothing about the secret or its service: no attempt is counted. */
const uncounted: readonly ErrorCode[] = ['busy', 'superseded', 'stage-conflict', 'environment-mismatch'];

/** What a whole rotation may end with short of an error: trying it again at once is of no use. */
const quiet: { readonly [code in ErrorCode]?: Outcome } = { busy: 'postponed', superseded: 'superseded' };

/**
 * The engine's one entry: carries the request out and keeps the secret's status. A whole rotation
 * that is busy or superseded ends quietly, since the next timer comes by itself; a single step throws, since an
 * orchestrator must hear of it.
 */
export async function perform<Value>(ports: Ports<Value>, request: Request): Promise<Result> {
  const subject = await readSubject(ports, request.secret);
  try {
    const result = await carryOut(ports, subject, request);
    if (promoted(request, result))
      await record(ports, subject, { ...subject.policy.status, success: ports.clock.now(), failures: 0 });
    ports.emit({
      secret: subject.secret,
      event: 'finished',
      outcome: result.Outcome,
      version: result.VersionId,
    });
    return result;
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    await note(ports, subject, error);
    const outcome = request.operation === 'rotate' ? quiet[error.code] : undefined;
    if (outcome === undefined) throw error;
    return {
      SecretId: subject.secret,
      VersionId: undefined,
      Outcome: outcome,
      Reason: error.message,
      Steps: [],
    };
  }
}

function carryOut<Value>(ports: Ports<Value>, subject: Subject, request: Request): Promise<Result> {
  if (request.operation === 'rotate') return rotate(ports, subject, request.token);
  return runStep(ports, subject, request.step, request.token);
}

function promoted(request: Request, result: Result): boolean {
  const finishing = request.operation === 'step' && request.step === 'finishSecret';
  return result.Outcome === 'rotated' || (finishing && result.Outcome === 'step-done');
}

async function note<Value>(ports: Ports<Value>, subject: Subject, error: RotationError): Promise<void> {
  const { code, aftermath } = error;
  const { status } = subject.policy;
  const counted = !uncounted.includes(code);
  const failures = status.failures + (counted ? 1 : 0);
  ports.emit({ secret: subject.secret, event: 'failed', code, aftermath, failures });
  if (counted)
    await record(ports, subject, { ...status, failure: { at: ports.clock.now(), code }, failures });
}

/** The status is a report about the rotation, not part of it: that it cannot be written is said, not thrown. */
async function record<Value>(ports: Ports<Value>, { secret }: Subject, status: Status): Promise<void> {
  try {
    await ports.store.record(secret, status, ports.closing);
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    ports.emit({ secret, event: 'status-not-recorded', code: error.code });
  }
}
