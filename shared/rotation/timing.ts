import * as z from 'zod';

const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;
const units: Readonly<Record<string, number>> = { m: minute, h: hour, d: day, w: 7 * day };

const wrongSpan = 'is no span of time such as "24 h" or "7 days"';

/** `24 h`, `90 minutes`, `7 days`: a span in milliseconds. */
export const Span = z.string().transform((text, context) => {
  const span = readSpan(text);
  if (span !== undefined) return span;
  context.addIssue({ code: 'custom', message: wrongSpan });
  return z.NEVER;
});

function readSpan(text: string): number | undefined {
  const [, count, name] = /^(\d{1,6}) ?(m|mins?|minutes?|h|hours?|d|days?|w|weeks?)$/.exec(text) ?? [];
  const unit = units[name?.charAt(0) ?? ''];
  return count && unit ? Number(count) * unit : undefined;
}

/** For which the official clients keep a value, the JDBC client the longest: 6 h, and 10 min until it reads again. */
export const cachedFor = 6 * hour + 10 * minute;

/** How long a previous credential lives on: no shorter than clients keep a value, unless the tag says `accepted`. */
export const Grace = z.string().transform((text, context) => {
  const asked = text.replace(/ accepted$/, '');
  const span = readSpan(asked);
  if (span !== undefined)
    return asked === text && span < cachedFor
      ? { length: cachedFor, raised: true }
      : { length: span, raised: false };
  context.addIssue({ code: 'custom', message: wrongSpan });
  return z.NEVER;
});

const rate = /^rate\(([1-9]\d{0,5}) (minute|hour|day|week)s?\)$/;

const number = '\\d{1,2}';
const month = `(${number}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)`;
const weekday = '([0-7]|SUN|MON|TUE|WED|THU|FRI|SAT)';
const some = (one: string) => `(\\*|${one}(-${one})?)(/[1-9]\\d?)?`;
const list = (one: string) => `(${one})(,(${one}))*`;

/**
 * Five fields as in crontab, or six with the seconds first, as Function Compute has them; the last day as `L`, the
 * nearest working day as `15W`, the second Friday as `FRI#2`, the last one as `FRI#L`. A time zone may follow.
 */
const cron = new RegExp(
  `^cron\\(((?:${list(some(number))} ){2,3}${list(`\\?|LW?|${number}W|${some(number)}`)} ${list(some(month))} ${list(`\\?|${weekday}#[1-5L]|${some(weekday)}`)})\\)(?: (\\S+))?$`,
);

export type Schedule =
  /** `days` where the rate is of whole days, which the calendar may make an hour longer or shorter. */
  | { readonly kind: 'rate'; readonly interval: number; readonly days: number | undefined }
  | { readonly kind: 'cron'; readonly pattern: string; readonly zone: string | undefined };

const wrongSchedule = 'is neither rate(30 days) nor cron(0 3 * * 1)';

/** Fields are checked for their form; whether a date exists is for the one who computes it. */
export const Schedule = z
  .string()
  .refine((text) => readSchedule(text) !== undefined, { error: wrongSchedule });

/** A schedule that was checked, in parts. */
export function readSchedule(text: string): Schedule | undefined {
  const [, count, unit] = rate.exec(text) ?? [];
  const length = units[unit?.charAt(0) ?? ''];
  if (count !== undefined && length !== undefined) {
    const interval = Number(count) * length;
    return { kind: 'rate', interval, days: interval % day === 0 ? interval / day : undefined };
  }
  const found = cron.exec(text);
  const [pattern, zone] = [found?.[1], found?.at(-1)];
  if (pattern === undefined || (zone !== undefined && !isTimeZone(zone))) return undefined;
  return { kind: 'cron', pattern, zone };
}

const clock = '([01]\\d|2[0-3]):[0-5]\\d';
const hours = new RegExp(`^(${clock})-(${clock})(?: (\\S+))?$`);

/** Hours of the day; minutes since midnight. */
export interface Window {
  readonly from: number;
  /** Not later than `from` where the window goes over midnight. */
  readonly to: number;
  readonly zone: string;
}

/** Over midnight where the first hour is the later one, in UTC where no time zone is named. */
export const Window = z.string().refine((text) => readWindow(text) !== undefined, {
  error: 'is not of the form 02:00-04:00 Asia/Shanghai',
});

/** A window that was checked, in parts. */
export function readWindow(text: string): Window | undefined {
  const found = hours.exec(text);
  if (!found) return undefined;
  const [, from = '', , to = '', , zone = 'UTC'] = found;
  if (from === to || !isTimeZone(zone)) return undefined;
  return { from: minutesOf(from), to: minutesOf(to), zone };
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** The platform takes long to tell, and a fleet has few of them. */
const timeZones = new Set(['UTC']);

function isTimeZone(name: string): boolean {
  try {
    if (!timeZones.has(name)) new Intl.DateTimeFormat('en', { timeZone: name }).format();
    timeZones.add(name);
    return true;
  } catch {
    return false;
  }
}
