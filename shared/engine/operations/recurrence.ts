import { Cron } from 'croner';
import { day, hour } from '../../runtime/time.ts';
import type { Schedule } from '../rotation/timing.ts';
import { instantAt, wallTime } from './wall-clock.ts';

/** The times at which a schedule asks for a rotation, without windows. Instants are in milliseconds since the epoch. */
export interface Recurrence {
  /** Returns the first time after an instant, or undefined if no such date exists. */
  after(instant: number): number | undefined;
  /** Returns the last time up to an instant, or undefined if there is none. */
  upTo(instant: number): number | undefined;
  /** Returns the milliseconds by which a rotation may come later, so that not all come at once. */
  spread(time: number): number;
}

/** The longest delay of a rotation: a share of the time between two, and at most `latest`. */
const share = 1 / 20;
const latest = { every: 12 * hour, calendar: hour };

/**
 * Returns the times of a schedule. A rate counts from `anchor`. Whole days are calendar days of `zone`, so that the
 * window stays the same when clocks are changed.
 */
export function recurrence(schedule: Schedule, anchor: number, zone: string): Recurrence {
  if (schedule.kind === 'calendar') return byCalendar(schedule.pattern, schedule.zone ?? zone);
  const { interval, days } = schedule;
  const start = wallTime(zone, anchor);
  const at = (count: number) =>
    days === undefined ? anchor + count * interval : instantAt(zone, start + count * days * day);
  /** Counts the times up to an instant. Changed clocks may make the first guess wrong by one. */
  const count = (instant: number) => {
    const guess = Math.floor((instant - anchor) / interval) + 1;
    const right = [guess, guess - 1, guess - 2].find((one) => at(one) <= instant);
    return Math.max(0, right ?? 0);
  };
  return {
    after: (instant) => at(count(instant) + 1),
    upTo: (instant) => (count(instant) === 0 ? undefined : at(count(instant))),
    spread: () => Math.min(interval * share, latest.every),
  };
}

/** Parsed patterns. Parsing takes long, and a fleet has few patterns. */
const known = new Map<string, Cron>();
const many = 1_000;

/** Returns the times of a pattern, which may have a start with a step such as `5/10`, as other tools accept. */
function byCalendar(pattern: string, timezone: string): Recurrence {
  const cron = cronOf(pattern, timezone);
  const after = (instant: number) => cron.nextRun(new Date(instant))?.getTime();
  return {
    after,
    // The library looks for times before an instant, not at it.
    upTo: (instant) => cron.previousRuns(1, new Date(instant + 1))[0]?.getTime(),
    spread: (time) => Math.min(((after(time) ?? Number.POSITIVE_INFINITY) - time) * share, latest.calendar),
  };
}

function cronOf(pattern: string, timezone: string): Cron {
  const key = `${pattern} ${timezone}`;
  const cron = known.get(key) ?? new Cron(pattern, { timezone, sloppyRanges: true });
  if (known.size >= many) known.clear();
  known.set(key, cron);
  return cron;
}
