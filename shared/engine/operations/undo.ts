import { type Candidate, put } from '../rotation/create.ts';
import { RightsDiffer, StageConflict } from '../rotation/errors.ts';
import { accepts, dropPending, keepAsPrevious, readIfOurs } from '../rotation/finish.ts';
import { afterChange, duringChange } from '../rotation/internal-error.ts';
import type { Result } from '../rotation/result.ts';
import type { RotationSession } from '../rotation/rotation-session.ts';
import type { VersionId } from '../rotation/store.ts';

type Pending<Value> = Pick<Candidate<Value>, 'version' | 'value'>;

/**
 * Whether the value of a pending version has reached the service. If not, the version can lose its stage to a rollback,
 * and nothing is lost. A pending version that holds the current value was made by hand.
 */
export async function isHalfDone<Value>(
  session: RotationSession<Value>,
  pending: Pending<Value>,
): Promise<boolean> {
  if (session.isCurrent(pending.value) || !reachesService(session)) return false;
  return accepts(session, pending);
}

/** Whether values are installed in the service or issued by it. If neither, every value counts as accepted. */
function reachesService<Value>({ service }: RotationSession<Value>): boolean {
  return service.installs || service.issuing !== undefined;
}

/**
 * Undoes a rotation whose value the service accepts although it was never promoted. The current version stays; the
 * pending one becomes the previous, since it may be accepted until it is retired. `version` holds the current value and
 * ends without a stage: it shows a later request with the same name that this was done.
 */
export async function undo<Value>(
  session: RotationSession<Value>,
  pending: Pending<Value>,
  version: VersionId,
): Promise<Result> {
  if (session.service.acceptsBoth) await requireOnlyTwo(session, pending);
  return afterChange('applied', async () => {
    await session.confirmPending(pending.version);
    session.confirmTime();
    await keepAsPrevious(session, pending.version);
    if (!(await put(session, version, session.current.value)))
      throw new StageConflict(session.secret, `version ${version} holds another value`);
    return finishUndo(session, version, pending.value);
  });
}

/** Finishes an undo. It also resumes an earlier attempt that has stored its own version. */
export async function finishUndo<Value>(
  session: RotationSession<Value>,
  version: VersionId,
  beside: Value | undefined,
): Promise<Result> {
  const { service, current } = session;
  await session.confirmPending(version);
  session.confirmTime();
  await duringChange(async () => {
    if (!service.acceptsBoth) await service.set(current.value, false, version);
    else if (beside !== undefined) await service.rollback?.restore(current.value, beside);
  });
  await logIn(session, current);
  await service.confirmLock();
  await dropPending(session, version);
  const reason = 'an unfinished rotation was undone: the current version stays';
  return { ...session.result('rolled-back', current.version), Reason: reason };
}

/** Logs in as the proof does. Different rights are allowed: they are not a reason to stop halfway. */
export async function logIn<Value>(
  session: RotationSession<Value>,
  { version, value }: Pending<Value>,
): Promise<void> {
  try {
    await session.service.test(value, version);
  } catch (error) {
    if (!(error instanceof RightsDiffer)) throw error;
  }
}

/**
 * Throws StageConflict unless the service accepts the current value and the pending one, and no third. A third accepted
 * value would be left without a stage.
 */
async function requireOnlyTwo<Value>(
  session: RotationSession<Value>,
  { version, value }: Pending<Value>,
): Promise<void> {
  const { secret, current } = session;
  const { previous } = session.stages;
  const finish = 'rotate to finish the rotation, then roll back';
  if (!(await accepts(session, current)))
    throw new StageConflict(
      secret,
      `the service accepts version ${version}, but not the current one; ${finish}`,
    );
  if (previous === undefined || previous === version || previous === current.version) return;
  const former = await readIfOurs(session, previous);
  if (former === undefined) return;
  const other = { version: previous, value: former };
  if (session.sameValue(other.value, value) || !(await accepts(session, other))) return;
  throw new StageConflict(secret, `the service accepts version ${version} and the previous one; ${finish}`);
}
