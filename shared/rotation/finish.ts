import type { Pass } from './pass.ts';
import { keepCurrentAsPrevious } from './set.ts';
import type { VersionId } from './store.ts';

/**
 * Promotes a version that was proven in this invocation.
 *
 * The previous stage goes to the version still current *before* the current stage leaves it. Whether KMS moves
 * it by itself is not documented; in this order both readings end the same, no read in between is needed, and
 * the old version carries a stage at every instant, so that a crash here cannot make KMS drop a value which the
 * service still accepts.
 */
export async function finishSecret<Value>(pass: Pass<Value>, version: VersionId): Promise<void> {
  const { store, signal, clock, emit } = pass.ports;
  await keepCurrentAsPrevious(pass);
  await pass.service.confirmLock();
  pass.confirmTime();
  await store.move(pass.secret, 'current', version, signal);
  pass.promotedAt = clock.now();
  emit({ secret: pass.secret, event: 'promoted', version, from: pass.current.version });
  pass.stages = { ...pass.stages, current: version };
  await clearLeftover(pass);
}

/** Takes the pending stage off the current version, where a crash left it there. */
export async function clearLeftover<Value>(pass: Pass<Value>): Promise<void> {
  const { current, pending } = pass.stages;
  if (current === undefined || pending !== current) return;
  await pass.ports.store.clearPending(pass.secret, current, pass.ports.signal);
  pass.stages = { ...pass.stages, pending: undefined };
}
