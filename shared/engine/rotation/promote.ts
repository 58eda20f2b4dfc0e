import { RotationError, StageConflict, Superseded } from './errors.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Stages, VersionId } from './store.ts';

/**
 * Moves the current stage to a version that was proven in this invocation. The move names the version that this session
 * has read as current. A store that checks it refuses a move that comes too late.
 *
 * The stages are read afterwards, whatever the store returns: only they show whether the version is current. Throws
 * Superseded if another one is.
 */
export async function promote<Value>(session: RotationSession<Value>, version: VersionId): Promise<void> {
  const { secret, ports, current } = session;
  await session.service.confirmLock();
  session.confirmTime();
  session.recordMove();
  const failure = await move(session, version);
  const movedAt = ports.clock.now();
  if (failure && ports.signal.aborted) throw failure;
  const stages = await session.readStagesUntil((seen) => seen.current !== current.version);
  if (stages.current !== version) throw lost(session, version, stages, failure);
  session.recordPromotion(movedAt, stages);
  ports.emit({ secret, event: 'promoted', version, from: current.version });
}

/**
 * Moves the current stage, and returns the failure if there is one. A failure does not prove that nothing was moved.
 */
async function move<Value>(
  { ports, secret, current }: RotationSession<Value>,
  version: VersionId,
): Promise<RotationError | undefined> {
  try {
    const answer = await ports.store.move(secret, 'current', version, ports.signal, current.version);
    if (answer === 'moved') return undefined;
    return new StageConflict(secret, `version ${version} may not become current`);
  } catch (error) {
    if (error instanceof RotationError) return error;
    throw error;
  }
}

function lost<Value>(
  { secret, current }: RotationSession<Value>,
  version: VersionId,
  stages: Stages,
  failure: RotationError | undefined,
): RotationError {
  if (stages.current !== current.version) return new Superseded(secret, version);
  return failure ?? new StageConflict(secret, `version ${version} did not become current`);
}
