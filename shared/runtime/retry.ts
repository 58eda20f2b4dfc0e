import type { Clock } from './clock.ts';
import { timeLeft } from './deadline.ts';
import { systemClock } from './system-clock.ts';

export interface Patience {
  readonly clock: Clock;
  /** At least 0 and below 1. */
  readonly random: () => number;
}

const systemPatience: Patience = { clock: systemClock, random: Math.random };

/** The service's wish for the wait before the next attempt, in milliseconds; 0 where it has none. */
export type Transience = { readonly wait: number };

const base = 100;
const attempts = 6;

/**
 * Repeats an attempt that may be repeated, after exponential waits with full jitter (1.6 seconds at most), as long as `judge` knows its
 * error for transient. Throws the last error as soon as the next wait would outlast the signal's deadline.
 */
export async function retry<Answer>(
  attempt: () => Promise<Answer>,
  judge: (error: unknown) => Transience | undefined,
  signal: AbortSignal,
  { clock, random }: Patience = systemPatience,
): Promise<Answer> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const transience = count < attempts ? judge(error) : undefined;
      if (!transience) throw error;
      const wait = Math.max(random() * base * 2 ** (count - 1), transience.wait);
      if (wait >= timeLeft(signal, clock) || !(await slept(clock, wait, signal))) throw error;
    }
  }
}

async function slept(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return clock.sleep(milliseconds, signal).then(
    () => true,
    () => false,
  );
}
