import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { patience } from '../stand/patience.ts';

/** Waits until something is so; fails when it is not within ten seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const limit = AbortSignal.timeout(patience);
  while (!(await isSo())) await systemClock.sleep(20, limit);
}
