import type { Clock } from './clock.ts';
import { timeLeft } from './deadline.ts';
import { systemClock } from './system-clock.ts';

export interface Patience {
  readonly clock: Clock;
  /** Returns a number of at least 0 and below 1. */
  readonly random: () => number;
}

const systemPatience: Patience = { clock: systemClock, random: Math.random };

/** The wait that the service asks for before the next attempt, in milliseconds; 0 if it asks for none. */
export type Transience = { readonly wait: number };

const base = 100;
const attempts = 6;

/**
 * Repeats an attempt that is safe to repeat, as long as `judge` classifies its error as transient. The waits are
 * exponential with full jitter, 1.6 seconds at most. Throws the last error if the next wait would outlast the signal's
 * deadline.
 */
export async function retry<Answer>(
  attempt: () => Promise<Answer>,
  classify: (error: unknown) => Transience | undefined,
  signal: AbortSignal,
  { clock, random }: Patience = systemPatience,
): Promise<Answer> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const transience = count < attempts ? classify(error) : undefined;
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
