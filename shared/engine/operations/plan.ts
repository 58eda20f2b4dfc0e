import { type ErrorCode, LoginBlocked, Refused, RotationError, SecretMalformed } from '../rotation/errors.ts';
import { findInGrace } from '../rotation/in-grace.ts';
import { parsePolicy } from '../rotation/policy.ts';
import type { Ports } from '../rotation/ports.ts';
import type { InGrace, Plan, Result } from '../rotation/result.ts';
import { RotationSession } from '../rotation/rotation-session.ts';
import type { Outline } from '../rotation/service.ts';
import { findNaming } from '../rotation/shared-account.ts';
import { type SecretId, secretName, type VersionId } from '../rotation/store.ts';
import { readSubject, type Subject } from '../rotation/subject.ts';
import { opened } from './check.ts';
import { duePart, notesOn } from './plan-policy.ts';
import { notesOnValue } from './plan-value.ts';
import { refuseShortSchedule } from './short-schedule.ts';
import { usersOfBoth } from './users.ts';

/** Codes of failures that keep a rotation from beginning until somebody decides or grants something. */
const obstacles: readonly ErrorCode[] = [
  'admin-mismatch',
  'no-room',
  'privilege-missing',
  'refused',
  'rights-differ',
  'service-error',
  'stranger-in-place',
  'strategy-unavailable',
];

/**
 * Reports what a rotation would do, and changes nothing. It opens the service and takes its lock as a rotation does, so
 * that the report shows the real choices. It sends only queries.
 */
export async function plan<Value>(ports: Ports<Value>, secret: SecretId): Promise<Result> {
  const subject = await readSubject(ports, secret);
  refuseShortSchedule(secret, subject.policy);
  ports.type.checkPolicy?.(secret, subject.policy);
  try {
    const result = await look(ports, subject);
    ports.emit({ secret, event: 'finished', outcome: result.Outcome, version: result.VersionId });
    return result;
  } catch (error) {
    if (!(error instanceof RotationError) || !obstacles.includes(error.code)) throw error;
    return blocked(ports, subject, error);
  }
}

async function look<Value>(ports: Ports<Value>, subject: Subject): Promise<Result> {
  const startedAt = ports.clock.now();
  await using session = await RotationSession.open(ports, subject);
  // A login and a call of the secrets API. The time for which no stored current value logs in has the same parts.
  const opening = ports.clock.now() - startedAt;
  const { service, stages } = session;
  const version = ports.mint();
  const tried = await tryCurrent(session, subject);
  const { statements, missing } =
    (await service.preview?.outline(version, tried.isRefused).catch(obstacle)) ?? nothing;
  const begun = stages.pending === stages.current ? undefined : stages.pending;
  const inGrace = begun ? undefined : await findInGrace(session, subject);
  const notes = [
    ...(inGrace ? [graceNote(inGrace)] : []),
    ...(service.login?.currentRefused ? [standInNote] : []),
    ...tried.notes.filter((note) => !service.reason.includes(note)),
    ...overlapNote(service.acceptsBoth),
    ...sharingNote(await findNaming(session, subject)),
    ...(await pairNote(ports, subject)),
    ...pendingNote(stages.pending, stages.current),
    ...notesOn(subject.policy),
    ...notesOnValue(ports.type.format(session.current.value)),
  ];
  const all = [...missing, ...tried.missing, ...(begun ? await unfitPending(session, begun) : [])];
  const found: Plan = {
    Statements: statements,
    Missing: all,
    ...windowOf(service.acceptsBoth, opening),
    ...(await usersOfBoth(session, subject)),
    ...duePart(subject, ports.clock.now()),
    ...(tried.isRefused ? { CurrentRefused: true } : {}),
    Notes: notes,
  };
  const outcome = all.length === 0 ? 'planned' : 'blocked';
  return { ...session.result(outcome, stages.current), Plan: found, ...(inGrace && { InGrace: inGrace }) };
}

/** Returns the milliseconds for which no stored current value would log in; empty if that is unknown. */
function windowOf(acceptsBoth: boolean | 'unknown', opening: number): Pick<Plan, 'WindowMs'> {
  if (acceptsBoth === 'unknown') return {};
  return { WindowMs: acceptsBoth ? 0 : opening };
}

function overlapNote(acceptsBoth: boolean | 'unknown'): string[] {
  switch (acceptsBoth) {
    case true:
      return [];
    case false:
      return [
        'the service accepts one value only: applications are refused until they read the new one, and the rotation ends the previous value',
      ];
    case 'unknown':
      return [
        'it is unknown here whether the service accepts two values at once: applications with a cached value may be refused',
      ];
    default:
      return acceptsBoth satisfies never;
  }
}

function sharingNote(others: readonly SecretId[]): string[] {
  if (others.length === 0) return [];
  return [
    `the account is also in ${others.join(', ')}: a rotation ends the value there, so timers hold this one back`,
  ];
}

/**
 * Returns a note if only one of two secrets names the other as its pair. Such a pair has no effect, and a sweep does
 * not report it.
 */
async function pairNote<Value>({ store, signal }: Ports<Value>, subject: Subject): Promise<string[]> {
  const { secret, policy } = subject;
  if (policy.pair === undefined) return [];
  try {
    const { tags } = await store.describe(policy.pair, signal);
    const { pair } = parsePolicy(policy.pair, tags);
    if (pair !== undefined && secretName(pair) === secretName(secret)) return [];
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
  return [
    `rotation:pair names ${policy.pair}, which does not name ${secret} or cannot be read: the two may be rotated together`,
  ];
}

function graceNote({ VersionId, Until }: InGrace): string {
  return `version ${VersionId} is in its grace until ${Until}: a rotation would end it, so timers postpone the rotation and an operator must pass --end-grace`;
}

interface Tried {
  readonly isRefused: boolean;
  readonly missing: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Uses the current value as an application does, beside the session that holds the lock. A rotation does the same with
 * the new value. For the same database, probe or limit it would fail, but only after the service was changed.
 */
async function tryCurrent<Value>(session: RotationSession<Value>, subject: Subject): Promise<Tried> {
  const { ports, current, service } = session;
  if (service.login?.currentRefused) return { isRefused: true, missing: [], notes: [] };
  const remarks: string[] = [];
  try {
    const access = opened(ports, subject, current, (remark) => remarks.push(remark));
    await ports.type.check?.(access, current.value, current.version);
    return { isRefused: false, missing: [], notes: remarks };
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    if (error instanceof Refused || (error instanceof LoginBlocked && error.isMendedByRotation))
      return {
        isRefused: true,
        missing: untried(subject),
        notes: [`${error.message} A rotation fixes this.`],
      };
    return { isRefused: false, missing: [error.message], notes: [] };
  }
}

/** Returns a note if the policy has a probe. A refused value cannot show whether a new one could run it. */
function untried({ policy, secret }: Subject): readonly string[] {
  if (policy.probe === undefined) return [];
  return [
    `the probe of ${secret} cannot be tried while its current value is refused: if it fails in a rotation, a new value is already set`,
  ];
}

const standInNote = 'the current value is refused, but another stored value logs in: a rotation fixes this';

const nothing: Outline = { statements: [], missing: [] };

/** Reports a failure during the plan as a rotation would report it. Rethrows a bug. */
function obstacle(error: unknown): Outline {
  if (error instanceof RotationError) return { statements: [], missing: [error.message] };
  throw error;
}

/** Returns the reason why a rotation could not resume the pending version. */
async function unfitPending<Value>(
  session: RotationSession<Value>,
  pending: VersionId,
): Promise<readonly string[]> {
  try {
    await session.read(pending);
    return [];
  } catch (error) {
    if (!(error instanceof SecretMalformed)) throw error;
    return [`${error.message} Remove its pending stage, so that a rotation makes a new value.`];
  }
}

function pendingNote(pending: string | undefined, current: string | undefined): string[] {
  if (pending === undefined || pending === current) return [];
  return [`a rotation is unfinished: the next one resumes version ${pending} and makes no new value`];
}

function blocked<Value>({ clock }: Ports<Value>, subject: Subject, { code, message }: RotationError): Result {
  const { secret, policy } = subject;
  return {
    SecretId: secret,
    VersionId: undefined,
    Outcome: 'blocked',
    Strategy: policy.strategy,
    Reason: message,
    Code: code,
    Steps: [],
    Plan: { Statements: [], Missing: [message], ...duePart(subject, clock.now()), Notes: notesOn(policy) },
  };
}
