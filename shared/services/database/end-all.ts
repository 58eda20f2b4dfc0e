import { PrivilegeMissing } from '../../engine/rotation/errors.ts';
import type { Eviction } from '../../engine/rotation/service.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { byPlace, describe, type Seen } from './logged-in.ts';

/** The results so far for the sessions that an emergency revokes. */
export class Tally {
  found = 0;
  ended = 0;
  readonly gaps: string[] = [];
  readonly beside: string[] = [];
  readonly unchecked: string[] = [];

  get eviction(): Eviction {
    const { found, ended, gaps, beside, unchecked } = this;
    return { sessions: { found, ended }, gaps, beside, unchecked };
  }
}

/** Ends the sessions that `find` returns, and counts them. A missing right is reported as a gap, not thrown. */
export async function endAll<Session extends Seen>(
  tally: Tally,
  find: () => Promise<readonly Session[]>,
  end: (doomed: readonly Session[]) => Promise<readonly Session[]>,
): Promise<void> {
  try {
    const doomed = await find();
    tally.found += doomed.length;
    const left = await end(doomed);
    tally.ended += doomed.length - left.length;
    if (left.length > 0) tally.gaps.push(`${describe(byPlace(left))} did not end`);
  } catch (error) {
    if (!(error instanceof PrivilegeMissing)) throw error;
    tally.gaps.push(error.message);
  }
}

/** Milliseconds that an ended session may take to disappear. Milliseconds between two looks. */
const patience = 5_000;
const pause = 100;

/** Waits until no session is left, for at most `longest` milliseconds. Returns those that are still there. */
export async function untilGone<Session>(
  look: () => Promise<readonly Session[]>,
  signal: AbortSignal,
  longest = patience,
): Promise<readonly Session[]> {
  const until = systemClock.now() + longest;
  for (;;) {
    const left = await look();
    if (left.length === 0 || systemClock.now() >= until || signal.aborted) return left;
    await systemClock.sleep(pause, signal).catch(() => {});
  }
}
