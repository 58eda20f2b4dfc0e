import { Busy, SecretMalformed, SecretNotFound, StageConflict, Superseded } from '../rotation/errors.ts';
import { openHealed } from '../rotation/heal.ts';
import { madeAfter } from '../rotation/newest.ts';
import type { Ports } from '../rotation/ports.ts';
import { recordRetired } from '../rotation/record.ts';
import type { Ended, Evidence, Result } from '../rotation/result.ts';
import type { RotationSession } from '../rotation/rotation-session.ts';
import type { Stages, VersionId } from '../rotation/store.ts';
import type { Subject } from '../rotation/subject.ts';

/** The result of revoking everything except the current version. */
export interface Revoked {
  readonly result: Result;
  readonly replaced: readonly Ended[];
  readonly sessions: Evidence['Sessions'];
  readonly gaps: readonly string[];
  readonly unchecked: readonly string[];
  /** Whether old values are still accepted and the service gave no reason: one more rotation revokes them. */
  readonly isTurnTaken: boolean;
}

interface Old<Value> {
  readonly version: VersionId;
  /** The value, or the reason why there is none to try. */
  readonly value: Value | 'elsewhere' | 'renewed';
}

/** Revokes everything except the current version under the lock, and tries each old value. */
export async function revokeAndTest<Value>(
  ports: Ports<Value>,
  subject: Subject,
  fresh: readonly VersionId[],
  before: Stages,
): Promise<Revoked> {
  await using session = await openHealed(ports, subject);
  const { secret, service, stages } = session;
  const { current } = stages;
  if (current === undefined) throw new StageConflict(secret, 'no version is current');
  refuseOlder(session, fresh);
  if (stages.pending !== undefined && stages.pending !== current)
    throw new Busy(secret, 'another rotation of it has begun');
  const olds = await readOld(session, fresh);
  const values = olds.flatMap(({ value }) => (isTold(value) ? [] : [value]));
  session.confirmTime();
  session.recordAftermath('applied');
  const eviction = (await service.revocation?.revokeAll(values, current)) ?? {
    sessions: undefined,
    gaps: [],
  };
  const { sessions, gaps, beside = [], unchecked = [] } = eviction;
  if (sessions !== undefined) ports.emit({ secret, event: 'sessions-ended', ...sessions });
  const replaced: Ended[] = [];
  for (const old of olds) {
    if (fresh.includes(old.version)) continue;
    const proof = isTold(old.value)
      ? old.value
      : ((await service.revocation?.testRevoked(old.value, old.version)) ?? 'nothing-to-try');
    ports.emit({ secret, event: 'old-value', version: old.version, proof });
    replaced.push({ VersionId: old.version, ...stageOf(before, old.version), Proof: proof });
  }
  await service.confirmLock();
  const now = (await ports.store.stages(secret, ports.signal)).current;
  if (now !== current) throw new Superseded(secret, current);
  const { previous } = stages;
  if (replaced.some(({ VersionId, Proof }) => VersionId === previous && Proof === 'refused') && previous)
    await recordRetired(ports, subject, previous);
  const accepted = replaced.filter(({ Proof }) => Proof === 'accepted' || Proof === 'untried');
  return {
    result: session.result('evicted', current),
    replaced,
    sessions: sessions && { Found: sessions.found, Ended: sessions.ended },
    unchecked,
    gaps: [
      ...gaps,
      ...beside,
      ...accepted.map(({ VersionId, Proof }) => `version ${VersionId} is ${told(Proof)}`),
    ],
    isTurnTaken:
      fresh.length === 1 && gaps.length === 0 && accepted.some(({ Proof }) => Proof === 'accepted'),
  };
}

/**
 * Throws Superseded if a version from before the emergency is current again, by a promotion that came too late. The
 * emergency then revokes that version, too.
 */
function refuseOlder<Value>({ secret, stages }: RotationSession<Value>, fresh: readonly VersionId[]): void {
  const newest = stages.versions.find((version) => fresh.includes(version));
  if (newest === undefined || newest === stages.current) return;
  const isLater = madeAfter(stages, newest).some((version) => version === stages.current);
  if (!isLater) throw new Superseded(secret, newest);
}

/** Reads every other version, the previous one first. KMS also keeps a few versions without a stage. */
async function readOld<Value>(
  session: RotationSession<Value>,
  fresh: readonly VersionId[],
): Promise<Old<Value>[]> {
  const { current, previous, versions } = session.stages;
  const others = versions.filter((version) => version !== current && version !== previous);
  const olds: Old<Value>[] = [];
  for (const version of previous === undefined || previous === current ? others : [previous, ...others]) {
    const value = await readIfThere(session, version);
    if (value === undefined) continue;
    const isSame = value !== 'elsewhere' && session.isCurrent(value) && !fresh.includes(version);
    olds.push({ version, value: isSame ? 'renewed' : value });
  }
  return olds;
}

async function readIfThere<Value>(
  session: RotationSession<Value>,
  version: VersionId,
): Promise<Value | 'elsewhere' | undefined> {
  try {
    return await session.read(version);
  } catch (error) {
    if (error instanceof SecretMalformed) return 'elsewhere';
    if (error instanceof SecretNotFound) return undefined;
    throw error;
  }
}

function isTold<Value>(value: Old<Value>['value']): value is 'elsewhere' | 'renewed' {
  return value === 'elsewhere' || value === 'renewed';
}

function stageOf({ current, pending, previous }: Stages, version: VersionId): Pick<Ended, 'Stage'> {
  if (version === current) return { Stage: 'current' };
  if (version === pending) return { Stage: 'pending' };
  return version === previous ? { Stage: 'previous' } : {};
}

function told(proof: Ended['Proof']): string {
  return proof === 'accepted'
    ? 'still accepted; change or drop its account by hand'
    : 'not tried, since one failed login would lock the account; check it by hand';
}
