import { messageOf } from '../../runtime/text.ts';
import { exactInstant } from '../../runtime/time.ts';
import {
  type Aftermath,
  Busy,
  NotEvicted,
  type RotationError,
  Superseded,
  Unreachable,
} from '../rotation/errors.ts';
import { afterChange, ours } from '../rotation/internal-error.ts';
import type { Ports } from '../rotation/ports.ts';
import { recordSuccess, tellFailure } from '../rotation/record.ts';
import type { Evidence, Result } from '../rotation/result.ts';
import { rotate } from '../rotation/rotate.ts';
import type { SecretId, Stages, VersionId } from '../rotation/store.ts';
import { readSubject } from '../rotation/subject.ts';
import { urgent } from '../rotation/urgent.ts';
import { type Revoked, revokeAndTest } from './revoke-and-test.ts';

export interface EmergencyRequest {
  readonly operation: 'emergency';
  readonly secret: SecretId;
  /** Makes a repeated request the same emergency. */
  readonly token?: VersionId | undefined;
  /** The account to renew although no stored value of it logs in. */
  readonly account?: string | undefined;
  /** The reason for the evidence, in the words of the person who asks. */
  readonly reason?: string | undefined;
  readonly askedBy?: string | undefined;
}

/** The most attempts if other rotations hold the lock, or end the hold of this one. */
const mostAttempts = 5;

/**
 * Rotates to a value made after the leak, and revokes everything before it: other credentials, their sessions, and a
 * rotation under way. A half-done rotation is finished first, so that each value that the service may hold has a
 * stage; it is revoked with the others. Failures are not counted, since a person is at work. A repeated emergency
 * resumes from where it stopped.
 */
export async function runEmergency<Value>(ports: Ports<Value>, request: EmergencyRequest): Promise<Result> {
  let before = 0;
  const ended = (sessions: number) => {
    before += sessions;
  };
  const disabled = new Set<string>();
  const others = {
    emergency: true,
    ended,
    disabled: (name: string) => disabled.add(name),
    account: request.account,
  };
  const { secret } = request;
  const subject = await readSubject(ports, secret);
  try {
    const result = await attempt({ ...ports, ...others }, request, () => ({ Found: before, Ended: before }));
    ports.emit({ secret, event: 'finished', outcome: result.Outcome, version: result.VersionId });
    return result;
  } catch (error) {
    tellFailure(ports, subject, naming(ours(error), [...disabled]));
    throw error;
  }
}

/** The most names in a message, which is not a list. */
const mostNames = 5;

/**
 * Adds the names of the disabled events to a failure, unless it is NotEvicted. Other failures have no evidence that
 * could name them.
 */
function naming(failure: RotationError, disabled: readonly string[]): RotationError {
  if (disabled.length === 0 || failure instanceof NotEvicted) return failure;
  const others = disabled.length > mostNames ? ` and ${disabled.length - mostNames} more` : '';
  const names = disabled.slice(0, mostNames).join(', ') + others;
  failure.message = messageOf(
    `${failure.message} Events that could set a password are disabled: ${names}. Check what they do before you enable them.`,
  );
  return failure;
}

/** Runs an emergency and collects its evidence. `endedBefore` returns the sessions ended before the value was set. */
async function attempt<Value>(
  ports: Ports<Value>,
  request: EmergencyRequest,
  endedBefore: () => NonNullable<Evidence['Sessions']>,
): Promise<Result> {
  const { secret } = request;
  const startedAt = ports.clock.now();
  const before = await ports.store.stages(secret, ports.signal);
  const fresh = [firstVersion(ports, before, request.token)];
  let expulsion = await replace(ports, secret, fresh, before);
  if (expulsion.isTurnTaken) {
    // The old value of the other account ends only when that account has its turn: rotate once more.
    fresh.push(urgent(ports.mint()));
    const { sessions } = expulsion;
    expulsion = await afterChange('applied', () => replace(ports, secret, fresh, before));
    expulsion = { ...expulsion, sessions: sum(expulsion.sessions, sessions) };
  }
  const { result, replaced, gaps, unchecked } = expulsion;
  const sessions = expulsion.sessions && sum(expulsion.sessions, endedBefore());
  const now = ports.clock.now();
  const evidence = {
    ...(request.askedBy === undefined ? {} : { AskedBy: request.askedBy }),
    ...(request.reason === undefined ? {} : { Reason: request.reason }),
    StartedAt: exactInstant(startedAt),
    FinishedAt: exactInstant(now),
    EvictionMs: now - startedAt,
    Replaced: replaced,
    ...(sessions === undefined ? {} : { Sessions: sessions }),
    Gaps: gaps,
    ...(unchecked.length === 0 ? {} : { Unchecked: unchecked }),
  };
  if (gaps.length > 0) throw new NotEvicted(secret, gaps, evidence);
  const proven = replaced.every(({ Proof }) => Proof !== 'nothing-to-try');
  return { ...result, Outcome: proven ? 'evicted' : 'rotated', Evidence: evidence };
}

/**
 * Returns the version of an emergency. A requested version is used if it is new or under way. A version of the past
 * gets a new name instead.
 */
function firstVersion<Value>(
  { mint }: Ports<Value>,
  { current, pending, versions }: Stages,
  asked: VersionId | undefined,
): VersionId {
  const token = asked && urgent(asked);
  const isPast = token !== undefined && versions.includes(token) && token !== current && token !== pending;
  return token === undefined || isPast ? urgent(mint()) : token;
}

/**
 * Makes the last of the fresh versions current and revokes all others. A rotation that begins meanwhile is resumed,
 * and its value is revoked as well.
 */
async function replace<Value>(
  ports: Ports<Value>,
  secret: SecretId,
  fresh: readonly VersionId[],
  before: Stages,
): Promise<Revoked> {
  let left: Aftermath = 'untouched';
  const applied = () => {
    left = 'applied';
  };
  for (let attempts = 1; ; attempts += 1) {
    try {
      await renew(ports, secret, fresh, applied);
      applied();
      return await revokeAndTest(ports, await readSubject(ports, secret), fresh, before);
    } catch (error) {
      left = ours(error).raiseAftermath(left).aftermath;
      const again = error instanceof Busy || error instanceof Superseded || error instanceof Unreachable;
      if (again && attempts < mostAttempts && !ports.signal.aborted) continue;
      throw error;
    }
  }
}

async function renew<Value>(
  ports: Ports<Value>,
  secret: SecretId,
  fresh: readonly VersionId[],
  rotated: () => void,
): Promise<void> {
  const token = fresh.at(-1);
  for (let turns = 1; turns <= mostAttempts; turns += 1) {
    const { pending, versions } = await ports.store.stages(secret, ports.signal);
    const isThere = token !== undefined && versions.includes(token);
    if (isThere && pending === undefined) return;
    const subject = await readSubject(ports, secret);
    // A version that took the place of the fresh one is newer still. A pending label on the current version is left
    // over from its finish step.
    const named = isThere && pending !== undefined ? pending : token;
    const result = await rotate(ports, subject, named);
    if (result.Outcome !== 'rotated') continue;
    rotated();
    await recordSuccess(ports, subject, result.VersionId);
  }
  throw new Busy(secret, 'other rotations of it keep starting');
}

function sum(one: Evidence['Sessions'], other: Evidence['Sessions']): Evidence['Sessions'] {
  if (one === undefined || other === undefined) return one ?? other;
  return { Found: one.Found + other.Found, Ended: one.Ended + other.Ended };
}
