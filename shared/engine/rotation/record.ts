import { type AccountShared, type ErrorCode, isPassing, type RotationError } from './errors.ts';
import { ours } from './internal-error.ts';
import type { Ports } from './ports.ts';
import { dayOf, fingerprint, isFailing, isStopped, missedCode, type Status } from './status.ts';
import type { VersionId } from './store.ts';
import { readSubject, type Subject } from './subject.ts';

/** Codes of failures that say nothing about the secret or its service. They are never counted. */
const ofOthers: readonly ErrorCode[] = ['busy', 'superseded', 'environment-mismatch'];

/** Codes of failures of the secrets API and its stages. They are not counted, whenever they come. */
const ofStore: readonly ErrorCode[] = ['stage-conflict', 'store-failed', 'store-throttled'];

/** Codes of failures in which the service has answered about the account itself. */
const answers: readonly ErrorCode[] = [
  'account-shared',
  'admin-mismatch',
  'host-key-differs',
  'no-room',
  'not-evicted',
  'password-rejected',
  'privilege-missing',
  'refused',
  'rights-differ',
  'service-error',
  'stranger-in-place',
  'strategy-unavailable',
];

/**
 * Whether a failure counts towards the limit at which all attempts end. It counts only if the service had already
 * answered about this account, so that an outage does not stop a fleet.
 */
function counts({ kept }: Subject, code: ErrorCode): boolean {
  if (ofOthers.includes(code) || ofStore.includes(code)) return false;
  return kept.isAnswered === true || answers.includes(code);
}

/** Records a promotion. The grace of the version before begins now, and earlier failures are cleared. */
export function recordSuccess<Value>(
  ports: Ports<Value>,
  subject: Subject,
  version?: VersionId,
): Promise<void> {
  const of = version === undefined ? {} : { of: fingerprint(version) };
  return record(ports, subject, { ...of, success: ports.clock.now(), failures: 0 });
}

/**
 * Begins the grace of the version before `current`, whose promotion is not on record. This is not a successful
 * rotation: the time from which the schedule counts stays as it is.
 */
export function recordGrace<Value>(ports: Ports<Value>, subject: Subject, current: VersionId): Promise<void> {
  const { retired: _, ...status } = subject.policy.status;
  const graceSince = ports.clock.now();
  return record(ports, subject, { ...status, of: fingerprint(current), graceSince });
}

/** Records that the credential of a previous version was ended, and need not be tried again. */
export function recordRetired<Value>(
  ports: Ports<Value>,
  subject: Subject,
  version: VersionId,
): Promise<void> {
  const { graceSince: _, ...status } = healed(subject.policy.status);
  return record(ports, subject, { ...status, retired: fingerprint(version) });
}

/** Records that the stored current value logged in. This ends a drift, and is enough for today. */
export function recordVerified<Value>(ports: Ports<Value>, subject: Subject): Promise<void> {
  const { secret, policy } = subject;
  const { drifted: _, ...status } = healed(policy.status);
  return record(ports, subject, { ...status, verified: dayOf(secret, ports.clock.now()) });
}

/**
 * Records that the stored current value does not log in. This is not counted as a failed rotation. A sweep tries the
 * value again only on the next day, since more tries could lock the account.
 */
export async function recordDrifted<Value>(
  ports: Ports<Value>,
  subject: Subject,
  version: VersionId | undefined,
): Promise<void> {
  const { secret, policy } = subject;
  const { verified: _, ...status } = policy.status;
  await record(ports, subject, { ...status, drifted: dayOf(secret, ports.clock.now()) });
  ports.emit({ secret, event: 'drifted', version });
}

/**
 * Records a failure, and counts it if the service had answered. The failure after which timers leave the secret alone
 * is also reported separately, once. If another rotation has succeeded since, its record stays, and this failure is
 * only reported.
 */
export async function recordFailure<Value>(
  ports: Ports<Value>,
  subject: Subject,
  error: RotationError,
  isRotation = true,
): Promise<void> {
  const { secret, policy } = subject;
  const { code, aftermath, message } = error;
  const isRecorded = !isPassing(error) && code !== 'environment-mismatch';
  // If the secrets API fails, the time that is left is for the record.
  const isRead = isRecorded && !ofStore.includes(code);
  const before = isRead ? await readStatus(ports, subject) : policy.status;
  // Each attempt that is undone keeps applications out for a moment.
  const isCounted = isRotation && (error.isUndone || counts(subject, code));
  const failures = before.failures + (isCounted ? 1 : 0);
  ports.emit({ secret, event: 'failed', code, aftermath, message, failures });
  if (!isRecorded || hasSucceeded(policy.status, before)) return;
  const status = { ...before, failure: { at: ports.clock.now(), code }, failures };
  await record(ports, subject, status);
  if (isStopped(status) && !isStopped(before)) ports.emit({ secret, event: 'stopped', code, failures });
}

/**
 * Returns the status as it is now. Returns the status that was read first if the new one cannot be read, or is older.
 */
async function readStatus<Value>(ports: Ports<Value>, { secret, policy }: Subject): Promise<Status> {
  const { status } = policy;
  try {
    const now = (await readSubject({ ...ports, signal: ports.closing }, secret)).policy.status;
    return timeOf(now) < timeOf(status) ? status : now;
  } catch {
    return status;
  }
}

function timeOf({ success = Number.NEGATIVE_INFINITY }: Status): number {
  return success;
}

function hasSucceeded(before: Status, now: Status): boolean {
  return timeOf(now) > timeOf(before) || now.of !== before.of;
}

/**
 * Removes a failure that was not counted, which is over once the service answers. A counted failure is over only with a
 * rotation.
 */
function healed(status: Status): Status {
  const { failure, ...others } = status;
  return isFailing(status) && status.failures === 0 ? others : status;
}

/** Reports a rotation whose time has passed. The status remembers that this was reported. */
export async function recordMissed<Value>(ports: Ports<Value>, subject: Subject, due: number): Promise<void> {
  const failure = { at: ports.clock.now(), code: missedCode };
  await record(ports, subject, { ...subject.policy.status, failure });
  ports.emit({ secret: subject.secret, event: 'missed', due });
}

/**
 * Reports a rotation that timers hold back because another secret holds the account. The status remembers that this was
 * reported.
 */
export async function recordShared<Value>(
  ports: Ports<Value>,
  subject: Subject,
  { code, aftermath, message }: AccountShared,
): Promise<void> {
  const { secret, policy } = subject;
  const { failure, failures } = policy.status;
  if (failure?.code === code) return;
  await record(ports, subject, { ...policy.status, failure: { at: ports.clock.now(), code } });
  ports.emit({ secret, event: 'failed', code, aftermath, message, failures });
}

/** Reports a failure without counting it, since a person is at work on it. */
export function tellFailure<Value>(
  ports: Ports<Value>,
  { secret, policy }: Subject,
  { code, aftermath, message }: RotationError,
): void {
  ports.emit({ secret, event: 'failed', code, aftermath, message, failures: policy.status.failures });
}

/**
 * Writes the status. If that fails, emits an event and does not throw: the status is a report about the rotation, not a
 * part of it.
 */
async function record<Value>(ports: Ports<Value>, subject: Subject, status: Status): Promise<void> {
  const { secret, kept, policy } = subject;
  const place = kept.places?.[0] ?? policy.status.place;
  try {
    await ports.store.record(secret, { ...status, ...(place && { place }) }, ports.closing, kept.note);
  } catch (error) {
    ports.emit({ secret, event: 'status-not-recorded', code: ours(error).code });
  }
}
