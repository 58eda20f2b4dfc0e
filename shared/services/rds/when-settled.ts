import { Refused } from '../../engine/rotation/errors.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import { isSameLogin } from '../database/acting.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';

/** Milliseconds until a password that RDS has just set is tried once more. */
const pause = 2_000;

/**
 * Tests a value. The documentation does not say whether a password is in effect once RDS lists its account as
 * available, so a pending value that is refused is tried once more, a moment later. A value that is not pending was not
 * set just now, and is tried once: each failed login may count towards a lockout.
 */
export async function whenSettled(
  { staged, clock, signal }: Pick<RotationContext<DatabaseSecret>, 'staged' | 'clock' | 'signal'>,
  value: DatabaseSecret,
  test: () => Promise<void>,
): Promise<void> {
  try {
    await test();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { pending } = await staged();
    if (pending === undefined || !isSameLogin(pending, value)) throw error;
    await clock.sleep(pause, signal).catch(() => {});
    await test();
  }
}
