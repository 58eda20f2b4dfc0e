import { Cron } from 'croner';
import { hour, minute, second } from '../../runtime/time.ts';

/** The first time after an instant; never where no such date exists. Milliseconds since the epoch. */
export type Times = (after: number) => number | undefined;

const units = { h: hour, m: minute, s: second } as const;

/**
 * `@every 4m`, counted from `since`, or six fields from seconds to the day of the week, in UTC or in the zone of a
 * prefix `CRON_TZ=`. Nothing where it is neither. Source: FC "Time triggers"; that seconds may be a unit is not documented.
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
    // The library takes an unknown zone, and fails when it is first asked.
    cron.nextRun(new Date(0));
    return (after) => cron.nextRun(new Date(after))?.getTime();
  } catch {
    return undefined;
  }
}
