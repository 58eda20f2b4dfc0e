import { Cron } from 'croner';
import { hour, minute, second } from '../../runtime/time.ts';

/**
 * A function that returns the first time after an instant, or undefined if no such date exists. Times are milliseconds
 * since the epoch.
 */
export type Times = (after: number) => number | undefined;

const units = { h: hour, m: minute, s: second } as const;

/**
 * Reads `@every 4m`, counted from `since`, or six fields from seconds to the day of the week. The six fields are in
 * UTC, or in the zone of a prefix `CRON_TZ=`. Returns undefined for any other text. Source: FC "Time triggers"; seconds
 * as a unit are not documented.
 */
export function readTimes(expression: string, since: number): Times | undefined {
  const [, spans] = /^@every ((?:\d{1,6}[hms])+)$/.exec(expression) ?? [];
  if (spans !== undefined) return every(spans, since);
  const [, zone = 'UTC', pattern = ''] = /^(?:CRON_TZ=(\S+) )?(\S+(?: \S+){5})$/.exec(expression) ?? [];
  return pattern === '' ? undefined : byCalendar(pattern, zone);
}

function every(spans: string, since: number): Times | undefined {
  const interval = [...spans.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) =>
      sum + Number(count) * (unit === 'h' ? units.h : unit === 'm' ? units.m : units.s),
    0,
  );
  if (interval === 0) return undefined;
  return (after) => since + (Math.floor((after - since) / interval) + 1) * interval;
}

function byCalendar(pattern: string, timezone: string): Times | undefined {
  try {
    const cron = new Cron(pattern, { timezone, mode: '6-part', sloppyRanges: true });
    // The library accepts an unknown zone, and fails only at the first call.
    cron.nextRun(new Date(0));
    return (after) => cron.nextRun(new Date(after))?.getTime();
  } catch {
    return undefined;
  }
}
