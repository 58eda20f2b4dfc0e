import { setMaxListeners } from 'node:events';
import type { Clock } from './clock.ts';
import { systemClock } from './system-clock.ts';

/** A point in time at which all work that received its signal ends. Disposing of it clears the timer. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** The instants at which the signals made here abort. A signal itself does not show when it will abort. */
const moments = new WeakMap<AbortSignal, number>();

const longestTimer = 2 ** 31 - 1;

/**
 * Starts a deadline that aborts `margin` milliseconds before `remaining` milliseconds are over. It aborts at once if
 * that moment has passed.
 */
export function startDeadline(remaining: number, margin: number, clock: Clock = systemClock): Deadline {
  const controller = new AbortController();
  const left = Math.min(Math.max(remaining - margin, 0), longestTimer);
  const pass = () => controller.abort(new Error('the time of this invocation ran out'));
  const timer = left === 0 ? undefined : setTimeout(pass, left);
  if (!timer) pass();
  // Every call and every login of an invocation listens to the one signal.
  setMaxListeners(0, controller.signal);
  moments.set(controller.signal, clock.now() + left);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Returns the milliseconds until the signal aborts; infinity for a signal that no deadline made. */
export function timeLeft(signal: AbortSignal, clock: Clock = systemClock): number {
  if (signal.aborted) return 0;
  return Math.max((moments.get(signal) ?? Number.POSITIVE_INFINITY) - clock.now(), 0);
}
