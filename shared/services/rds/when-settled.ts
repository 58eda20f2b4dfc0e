import { Refused } from '../../engine/rotation/errors.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';

/** Milliseconds until a password that RDS has just set is tried once more. */
const pause = 2_000;

/**
 * Tests a password that RDS has just set. The documentation does not say whether it is in effect once the account is
 * available, so a refused test is made once more, a moment later. That costs one failed login at most.
 */
export async function whenSettled(
  { clock, signal }: Pick<RotationContext<unknown>, 'clock' | 'signal'>,
  test: () => Promise<void>,
): Promise<void> {
  try {
    await test();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await clock.sleep(pause, signal).catch(() => {});
    await test();
  }
}
