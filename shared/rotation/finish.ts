import type { Candidate } from './create.ts';
import { Barred, Elsewhere, Refused, RightsDiffer, SecretMalformed, Superseded } from './errors.ts';
import { mend } from './mend.ts';
import type { Pass } from './pass.ts';
import { promote } from './promote.ts';
import type { VersionId } from './store.ts';

/**
 * Promotes a version that was proven in this invocation.
 *
 * The previous stage goes to the version still current *before* the current stage leaves it. Whether KMS moves
 * it by itself is not documented; in this order both readings end the same, no read in between is needed, and
 * the old version carries a stage at every instant, so that a crash here cannot make KMS drop a value which the
 * service still accepts. Should KMS refuse two such stages on one version, the previous one follows afterwards.
 */
export async function finishSecret<Value>(
  pass: Pass<Value>,
  { version, value }: Pick<Candidate<Value>, 'version' | 'value'>,
): Promise<void> {
  if (!pass.service.exclusive && (await pass.confirmPending(version)) === 'promoted') return;
  const known = pass.stages.versions;
  try {
    await keepAsPrevious(pass, pass.current.version);
    await promote(pass, version);
    const { previous } = pass.stages;
    await keepAsPrevious(pass, pass.current.version);
    // Where there is no lock to lose, the stages alone tell that this move came too late.
    if (!pass.service.exclusive && pass.stages.previous !== previous)
      pass.recordStages(await pass.ports.store.stages(pass.secret, pass.ports.signal));
    await confirmAlone(pass, version, known);
  } catch (error) {
    // What cannot be mended now is healed by the next run.
    if (pass.hasMoved) await mend(pass).catch(() => {});
    throw error;
  }
  await pass.service.afterPromotion(value, version);
  await withdraw(pass, version);
}

/**
 * Called once the stages are moved, since a store may have let them be moved late: by then the lock is lost, or a version
 * is there that was not there when this pass looked last.
 */
async function confirmAlone<Value>(
  pass: Pass<Value>,
  version: VersionId,
  known: readonly VersionId[],
): Promise<void> {
  await pass.service.confirmLock();
  if (pass.stages.versions.every((one) => known.includes(one))) return;
  pass.recordStages(await mend(pass));
  if (pass.stages.current !== version) throw new Superseded(pass.secret, version);
}

/**
 * Gives a version the previous stage, unless it has it or the store will not have it there now. Once the lock is
 * lost, another rotation may have given the stage to a version whose value the service accepts.
 */
export async function keepAsPrevious<Value>(pass: Pass<Value>, version: VersionId): Promise<void> {
  if (pass.stages.previous === version) return;
  if (pass.isJoinRefused && pass.stages.current === version) return;
  await pass.service.confirmLock();
  pass.recordMove();
  const answer = await pass.ports.store.move(pass.secret, 'previous', version, pass.ports.signal);
  if (answer === 'rejected') pass.recordJoinRefused();
  else pass.recordStages({ previous: version });
}

/**
 * Ends what a crash left: the pending stage on the current version, and maybe the old version without a stage
 * although the service accepts it. Such a version is found by logging in, once with each value.
 */
export async function finishLeftover<Value>(pass: Pass<Value>): Promise<void> {
  const { pending, current } = pass.stages;
  if (pending === undefined || pending !== current) return;
  const promoted = pass.overtaken ? await pass.read(current) : pass.current.value;
  if (pass.service.acceptsBoth) await findPrevious(pass, promoted);
  await pass.service.afterPromotion(promoted, current);
  await withdraw(pass, pending);
}

async function findPrevious<Value>(pass: Pass<Value>, promoted: Value): Promise<void> {
  const { current, previous, versions } = pass.stages;
  const unstaged = versions.filter((version) => version !== current && version !== previous);
  for (const version of previous === undefined ? unstaged : [previous, ...unstaged]) {
    const value = await readIfOurs(pass, version);
    if (value === undefined || pass.sameValue(value, promoted)) continue;
    if (!(await accepts(pass, { version, value }))) continue;
    await keepAsPrevious(pass, version);
    return;
  }
}

/** An old version may be of a server the secret has left behind; its credential is none of this one's. */
export async function readIfOurs<Value>(pass: Pass<Value>, version: VersionId): Promise<Value | undefined> {
  try {
    return await pass.read(version);
  } catch (error) {
    if (error instanceof SecretMalformed) return undefined;
    throw error;
  }
}

/** Returns undefined where the value opens a server that the secret has left behind: nothing here waits for it. */
export async function readUnlessLeftBehind<Value>(
  pass: Pass<Value>,
  version: VersionId,
): Promise<Value | undefined> {
  try {
    return await pass.read(version);
  } catch (error) {
    if (error instanceof Elsewhere && error.isLeftBehind) return undefined;
    throw error;
  }
}

/** Whether the service knows a value, by one login, whatever else keeps its account out or apart. */
export async function accepts<Value>(
  pass: Pass<Value>,
  { version, value }: Pick<Candidate<Value>, 'version' | 'value'>,
): Promise<boolean> {
  try {
    await pass.service.test(value, version);
    return true;
  } catch (error) {
    if (error instanceof RightsDiffer || error instanceof Barred) return true;
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** Takes the pending stage off a version. */
export async function withdraw<Value>(pass: Pass<Value>, version: VersionId): Promise<void> {
  await pass.ports.store.clearPending(pass.secret, version, pass.ports.signal);
  pass.recordStages({ pending: undefined });
}
