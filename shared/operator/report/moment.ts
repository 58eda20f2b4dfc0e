import { day, hour, instant as isoOf, minute } from '../../runtime/time.ts';

/**
 * Returns a span of milliseconds in its largest unit, rounded down: `12 d`, `5 h`, `3 min`. It is never below 0, since
 * clocks differ.
 */
export function span(milliseconds: number): string {
  if (milliseconds >= day) return `${Math.floor(milliseconds / day)} d`;
  if (milliseconds >= hour) return `${Math.floor(milliseconds / hour)} h`;
  return `${Math.max(0, Math.floor(milliseconds / minute))} min`;
}

/** Returns `in 5 h` or `3 d ago`. */
export function fromNow(instant: number, now: number): string {
  return instant >= now ? `in ${span(instant - now)}` : `${span(now - instant)} ago`;
}

/** Returns `2026-11-25 03:00`, in UTC. It has no seconds, so that nobody draws conclusions from them. */
export function minuteOf(instant: number): string {
  return isoOf(instant).slice(0, 16).replace('T', ' ');
}

export function dateOf(instant: number): string {
  return isoOf(instant).slice(0, 10);
}
