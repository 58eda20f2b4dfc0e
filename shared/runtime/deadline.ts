import { setMaxListeners } from 'node:events';
import type { Clock } from './clock.ts';
import { systemClock } from './system-clock.ts';

/** One point in time at which everything that was handed its signal ends. Disposed of, it leaves no timer. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** The moments of the signals made here: a signal itself cannot be asked when it will abort. */
const moments = new WeakMap<AbortSignal, number>();

const longestTimer = 2 ** 31 - 1;

/** Aborts `margin` milliseconds before `remaining` milliseconds are over, at once if they already are. */
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

/** Milliseconds until the signal aborts; infinite for one that no deadline made. */
export function timeLeft(signal: AbortSignal, clock: Clock = systemClock): number {
  if (signal.aborted) return 0;
  return Math.max((moments.get(signal) ?? Number.POSITIVE_INFINITY) - clock.now(), 0);
}
