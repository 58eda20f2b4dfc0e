import * as z from 'zod';
import { day, hour, minute } from '../../runtime/time.ts';

const units: ReadonlyMap<string, number> = new Map([
  ['m', minute],
  ['h', hour],
  ['d', day],
]);

const wrongDuration = 'must be a duration such as 90m, 24h or 7d';

/** A duration such as `24h`, `90m` or `7d`, in milliseconds. */
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

/**
 * Milliseconds for which official clients use a cached value: 6 h in the JDBC client, and 10 min until it reads again.
 */
export const cachedFor = 6 * hour + 10 * minute;

/** Milliseconds for which a previous credential lives on, and whether the tag accepts that clients are refused. */
export const Grace = z.string().transform((text, context) => {
  const [asked = '', word, ...rest] = text.split(':');
  const duration = readDuration(asked);
  const accepted = word === 'accepted';
  if (duration !== undefined && rest.length === 0 && (word === undefined || accepted))
    return { duration, accepted };
  context.addIssue({ code: 'custom', message: `${wrongDuration}, with :accepted after a short one` });
  return z.NEVER;
});

export type Schedule =
  /** A fixed interval. `days` is set if it is whole days, which the calendar may make an hour longer or shorter. */
  | { readonly kind: 'every'; readonly interval: number; readonly days: number | undefined }
  /** Five fields as in crontab. */
  | { readonly kind: 'calendar'; readonly pattern: string; readonly zone: string | undefined };

const wrongSchedule =
  'must be every:30d, daily:03:00, weekly:mon+thu:03:00, monthly:1:03:00 or cron:0_3_any_any_1';

/**
 * A schedule as the tag has it. Only the form of its fields is checked here. Whether a date exists is found when the
 * date is computed.
 */
export const Schedule = z.string().superRefine((text, context) => {
  if (readSchedule(text) !== undefined) return;
  const unknown = /^cron:.*(\?|#|(?<![a-z])l(?![a-z]))/i.test(text);
  context.addIssue({
    code: 'custom',
    message: unknown ? 'does not support ?, L or # in cron: use daily, weekly or monthly' : wrongSchedule,
  });
});

const clock = '([01]\\d|2[0-3]):([0-5]\\d)';
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const dayOfMonth = '([1-9]|[12]\\d|3[01])';
const several = (one: string) => `${one}(?:\\+${one})*`;
const weekday = `(?:${weekdays.join('|')})`;

/** The form of each kind of schedule, and the pattern that it stands for. */
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

/** Returns the form of five fields joined by `_`, with `any` for `*` and `+` for the comma. */
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

/** Parses a schedule. Returns undefined if the text is not one. */
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

/** A span of hours of the day, in minutes since midnight. */
export interface Window {
  readonly from: number;
  /** The end of the window. It is not later than `from` if the window passes midnight. */
  readonly to: number;
  readonly zone: string;
}

/**
 * A window as the tag has it. It passes midnight if its first hour is the later one. It is in UTC if it names no time
 * zone.
 */
export const Window = z.string().refine((text) => readWindow(text) !== undefined, {
  error: 'must be of the form 02:00-04:00@Asia/Shanghai',
});

/** Parses a window. Returns undefined if the text is not one. */
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

/**
 * Names of time zones that the platform knows. They are kept here, since the platform takes long to answer and a fleet
 * has few zones.
 */
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
