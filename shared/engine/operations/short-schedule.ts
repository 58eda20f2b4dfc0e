import { minute } from '../../runtime/time.ts';
import { PolicyMalformed } from '../rotation/errors.ts';
import type { Policy } from '../rotation/policy.ts';
import type { SecretId } from '../rotation/store.ts';
import { readSchedule, readWindow } from '../rotation/timing.ts';
import { type Recurrence, recurrence } from './recurrence.ts';

/** Milliseconds between two sweeps, as the templates set the timer. */
const sweepInterval = 30 * minute;

/** The number of times of a calendar to compare. */
const compared = 60;

/** A day without leap seconds and changed clocks, from which the times of a calendar are counted. */
const start = Date.UTC(2026, 0, 1);

/**
 * Throws PolicyMalformed if a schedule asks for the next rotation before the previous credential's grace can be over.
 * Each rotation would end a credential that must still live, or would always be late.
 */
export function refuseShortSchedule(secret: SecretId, policy: Policy): void {
  if (policy.schedule === undefined) return;
  const { shortest, spread } = spacing(policy.schedule, policy.window);
  const needed = policy.grace + spread + sweepInterval;
  if (policy.grace === 0 || shortest >= needed) return;
  throw new PolicyMalformed(secret, [
    `tag rotation:schedule asks for rotations ${inHours(shortest)} apart, which is less than the grace of ${inHours(policy.grace)}, the spread of ${inHours(spread)} and the ${inHours(sweepInterval)} between two sweeps together: rotate less often, or shorten the tag rotation:grace`,
  ]);
}

interface Spacing {
  /** The shortest time between two times of the schedule, and the longest delay of one, in milliseconds. */
  readonly shortest: number;
  readonly spread: number;
}

/** Computed spacings. Comparing the times of a calendar takes long, and a fleet has few calendars. */
const known = new Map<string, Spacing>();
const many = 1_000;

/** The spacing of a calendar without any date. The search for its next date reports that. */
const unknown: Spacing = { shortest: Number.POSITIVE_INFINITY, spread: 0 };

function spacing(text: string, window: string | undefined): Spacing {
  const key = `${text} ${window}`;
  const found = known.get(key) ?? compute(text, window);
  if (known.size >= many) known.clear();
  known.set(key, found);
  return found;
}

function compute(text: string, window: string | undefined): Spacing {
  const schedule = readSchedule(text);
  if (!schedule) return unknown;
  const zone = window === undefined ? 'UTC' : (readWindow(window)?.zone ?? 'UTC');
  if (schedule.kind === 'every')
    return { shortest: schedule.interval, spread: recurrence(schedule, start, zone).spread(start) };
  try {
    return compare(recurrence(schedule, start, zone));
  } catch {
    return unknown;
  }
}

function compare(times: Recurrence): Spacing {
  let shortest = Number.POSITIVE_INFINITY;
  let spread = 0;
  let last = times.after(start);
  for (let count = 0; count < compared && last !== undefined; count += 1) {
    const next = times.after(last);
    if (next === undefined) break;
    shortest = Math.min(shortest, next - last);
    spread = Math.max(spread, times.spread(last));
    last = next;
  }
  return { shortest, spread };
}

function inHours(milliseconds: number): string {
  return milliseconds < 60 * minute
    ? `${Math.round(milliseconds / minute)} min`
    : `${(milliseconds / (60 * minute)).toFixed(1).replace(/\.0$/, '')} h`;
}
