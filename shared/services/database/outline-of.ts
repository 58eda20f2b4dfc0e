import { RotationError } from '../../engine/rotation/errors.ts';
import type { Outline } from '../../engine/rotation/service.ts';

/**
 * Runs a strategy over sessions that record its statements. Returns a failure of the strategy as missing, beside what
 * the sessions recorded.
 */
export async function outlineOf(
  { statements, missing }: Outline,
  dryRun: () => Promise<void> | undefined,
): Promise<Outline> {
  try {
    await dryRun();
    return { statements, missing };
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    return { statements, missing: [...new Set([...missing, error.message])] };
  }
}
