import * as z from 'zod';

const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;
const units: Readonly<Record<string, number>> = { m: minute, h: hour, d: day, w: 7 * day };

/** `24 h`, `90 minutes`, `7 days`: a span in milliseconds. */
export const Span = z.string().transform((text, context) => {
  const [, count, name] = /^(\d{1,6}) ?(m|mins?|minutes?|h|hours?|d|days?|w|weeks?)$/.exec(text) ?? [];
  const unit = units[name?.charAt(0) ?? ''];
  if (count && unit) return Number(count) * unit;
  context.addIssue({ code: 'custom', message: 'is no span of time such as "24 h" or "7 days"' });
  return z.NEVER;
});

const rate = /^rate\([1-9]\d{0,5} (minute|hour|day|week)s?\)$/;
const cron = /^cron\(\S+( \S+){4,5}\)$/;
const names = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT';
const term = `(\\*|\\?|L|(\\d{1,4}|${names})(-(\\d{1,4}|${names}))?)(/[1-9]\\d{0,3})?`;
const field = new RegExp(`^${term}(,${term})*$`);

/** Fields are checked for their form; whether a date exists is for the one who computes it. */
export const Schedule = z
  .string()
  .refine((text) => rate.test(text) || (cron.test(text) && hasCronFields(text)), {
    error: 'is neither rate(30 days) nor cron(0 3 * * 1)',
  });

function hasCronFields(text: string): boolean {
  return text
    .slice('cron('.length, -1)
    .split(' ')
    .every((one) => field.test(one));
}

const clock = '([01]\\d|2[0-3]):[0-5]\\d';
const hours = new RegExp(`^(${clock})-(${clock})(?: (\\S+))?$`);

/** Hours of the day, over midnight where the first is the later one, in UTC where no time zone is named. */
export const Window = z.string().refine(
  (text) => {
    const [, from, , to, , zone] = hours.exec(text) ?? [];
    return from !== undefined && from !== to && isTimeZone(zone ?? 'UTC');
  },
  { error: 'is not of the form 02:00-04:00 Asia/Shanghai' },
);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
