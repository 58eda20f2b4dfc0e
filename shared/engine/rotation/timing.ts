import * as z from 'zod';
import { day, hour, minute } from '../../runtime/time.ts';

const units: ReadonlyMap<string, number> = new Map([
  ['m', minute],
  ['h', hour],
  ['d', day],
]);

const wrongDuration = 'must be a duration such as 90m, 24h or 7d';

/** `24h`, `90m`, `7d`: a duration in milliseconds. */
export const Duration = z.string().transform((text, context) => {
  const duration = readDuration(text);
  if (duration !== undefined) return duration;
  context.addIssue({ code: 'custom', message: wrongDuration });
  return z.NEVER;
});

function readDuration(text: string): number | undefined {
  const found = /^(\d{1,6})([mhd])$/.exec(text);
  const unit = units.get(found?.[2] ?? '');
  return found && unit ? Number(found[1]) * unit : undefined;
}

/** How long official clients use a cached value, in milliseconds: the JDBC client 6 h, and 10 min until it reads again. */
export const cachedFor = 6 * hour + 10 * minute;

/** How long a previous credential lives on, in milliseconds, and whether the tag accepts that clients are refused. */
export const Grace = z.string().transform((text, context) => {
  const [asked = '', word, ...rest] = text.split(':');
  const duration = readDuration(asked);
  const accepted = word === 'accepted';
  if (duration !== undefined && rest.length === 0 && (word === undefined || accepted))
    return { duration, accepted };
  context.addIssue({ code: 'custom', message: `${wrongDuration}, with :accepted behind a short one` });
  return z.NEVER;
});

export type Schedule =
  /** `days` is set where the interval is of whole days, which the calendar may make an hour longer or shorter. */
  | { readonly kind: 'every'; readonly interval: number; readonly days: number | undefined }
  /** Five fields as in crontab. */
  | { readonly kind: 'calendar'; readonly pattern: string; readonly zone: string | undefined };

const wrongSchedule =
  'must be every:30d, daily:03:00, weekly:mon+thu:03:00, monthly:1:03:00 or cron:0_3_any_any_1';

/** Fields are checked for their form. Whether a date exists is found when it is computed. */
export const Schedule = z.string().superRefine((text, context) => {
  if (readSchedule(text) !== undefined) return;
  const unknown = /^cron:.*(\?|#|(?<![a-z])l(?![a-z]))/i.test(text);
  context.addIssue({
    code: 'custom',
    message: unknown ? 'knows no ?, no L and no # in cron: use daily, weekly or monthly' : wrongSchedule,
  });
});

const clock = '([01]\\d|2[0-3]):([0-5]\\d)';
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const dayOfMonth = '([1-9]|[12]\\d|3[01])';
const several = (one: string) => `${one}(?:\\+${one})*`;
const weekday = `(?:${weekdays.join('|')})`;

/** How each kind of schedule is written, and the pattern it stands for. */
const calendar: readonly { readonly form: RegExp; readonly pattern: (found: RegExpExecArray) => string }[] = [
  {
    form: new RegExp(`^daily:${clock}$`),
    pattern: ([, hours, minutes]) => `${Number(minutes)} ${Number(hours)} * * *`,
  },
  {
    form: new RegExp(`^weekly:(${several(weekday)}):${clock}$`),
    pattern: ([, days = '', hours, minutes]) =>
      `${Number(minutes)} ${Number(hours)} * * ${days
        .split('+')
        .map((name) => weekdays.indexOf(name))
        .join()}`,
  },
  {
    form: new RegExp(`^monthly:(${several(dayOfMonth.replace('(', '(?:'))}):${clock}$`),
    pattern: ([, days = '', hours, minutes]) =>
      `${Number(minutes)} ${Number(hours)} ${days.replaceAll('+', ',')} * *`,
  },
  { form: cronForm(), pattern: ([, fields = '']) => cronPattern(fields) },
];

/** Five fields joined by `_`, with `any` for `*` and `+` for the comma. */
function cronForm(): RegExp {
  const number = '\\d{1,2}';
  const month = `(?:${number}|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)`;
  const name = `(?:[0-7]|${weekday})`;
  const part = (one: string) => `(?:any|${one}(?:-${one})?)(?:/[1-9]\\d?)?`;
  const field = (one: string) => `${part(one)}(?:\\+${part(one)})*`;
  const fields = [number, number, number, month, name].map(field);
  return new RegExp(`^cron:(${fields.join('_')})$`, 'i');
}

function cronPattern(fields: string): string {
  return fields.toUpperCase().replaceAll('_', ' ').replaceAll('ANY', '*').replaceAll('+', ',');
}

const every = 'every:';

/** Takes a schedule apart; nothing where it is not one. */
export function readSchedule(text: string): Schedule | undefined {
  if (text.startsWith(every)) {
    const interval = readDuration(text.slice(every.length));
    if (!interval) return undefined;
    return { kind: 'every', interval, days: interval % day === 0 ? interval / day : undefined };
  }
  const { head, zone } = splitZone(text);
  if (zone !== undefined && !isTimeZone(zone)) return undefined;
  for (const { form, pattern } of calendar) {
    const found = form.exec(head);
    if (found) return { kind: 'calendar', pattern: pattern(found), zone };
  }
  return undefined;
}

const hours = new RegExp(`^${clock}-${clock}$`);

/** Hours of the day; minutes since midnight. */
export interface Window {
  readonly from: number;
  /** Not later than `from` where the window goes over midnight. */
  readonly to: number;
  readonly zone: string;
}

/** Goes over midnight where the first hour is the later one; in UTC where no time zone is named. */
export const Window = z.string().refine((text) => readWindow(text) !== undefined, {
  error: 'must be of the form 02:00-04:00@Asia/Shanghai',
});

/** Takes a window apart; nothing where it is not one. */
export function readWindow(text: string): Window | undefined {
  const { head, zone = 'UTC' } = splitZone(text);
  const found = hours.exec(head);
  if (!found || !isTimeZone(zone)) return undefined;
  const [fromHours, fromMinutes, toHours, toMinutes] = found.slice(1).map(Number);
  const from = (fromHours ?? 0) * 60 + (fromMinutes ?? 0);
  const to = (toHours ?? 0) * 60 + (toMinutes ?? 0);
  return from === to ? undefined : { from, to, zone };
}

function splitZone(text: string): { readonly head: string; readonly zone: string | undefined } {
  const [head = '', ...zone] = text.split('@');
  return { head, zone: zone.length === 0 ? undefined : zone.join('@') };
}

/** Known names: asking the platform takes long, and a fleet has few zones. */
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
