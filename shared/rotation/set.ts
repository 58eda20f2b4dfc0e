import type { Candidate } from './create.ts';
import type { ErrorCode } from './errors.ts';
import { keepAsPrevious } from './finish.ts';
import { ours } from './internal-error.ts';
import type { Pass } from './pass.ts';
import { isWayBack } from './way-back.ts';

/** Of several statements, which has failed is not known: the value may be set. */
const untold: readonly ErrorCode[] = ['unreachable', 'service-error', 'internal-error'];

/**
 * Makes the service accept the pending value. Where it cannot hold two credentials, the previous stage is moved
 * first: that call would otherwise lie in the window in which no stored current value logs in.
 */
export async function setSecret<Value>(pass: Pass<Value>, candidate: Candidate<Value>): Promise<void> {
  if (!pass.service.set) return;
  if (!candidate.fresh) pass.aftermath = 'unknown';
  if ((await pass.confirmPending(candidate.version)) === 'promoted') return;
  if (!pass.service.overlaps) await keepAsPrevious(pass, pass.current.version);
  pass.confirmTime();
  pass.setAt = pass.ports.clock.now();
  try {
    await put(pass, candidate);
  } catch (error) {
    const failure = ours(error);
    if (untold.includes(failure.code)) failure.worsen('unknown');
    throw error;
  }
  pass.aftermath = 'applied';
}

/** A former value on its way back is accepted already, and may be in use. */
async function put<Value>({ service, current }: Pass<Value>, candidate: Candidate<Value>): Promise<void> {
  const { value, fresh, version } = candidate;
  if (isWayBack(version) && service.restore) return service.restore(value, current.value);
  await service.set?.(value, fresh, version);
}
