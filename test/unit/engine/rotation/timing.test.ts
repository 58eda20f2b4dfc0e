import { describe, expect, it } from 'vitest';
import {
  Duration,
  Grace,
  readSchedule,
  readWindow,
  Schedule,
} from '../../../../shared/engine/rotation/timing.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('a duration', () => {
  it.each([
    ['90m', 1.5 * hour],
    ['24h', 24 * hour],
    ['7d', 7 * day],
    ['0m', 0],
    ['999999d', 999_999 * day],
  ])('%s is of %i milliseconds', (text, milliseconds) => {
    expect(Duration.parse(text)).toBe(milliseconds);
  });

  it.each([
    '',
    '24',
    'h',
    '24 h',
    '24hours',
    '-1h',
    '1.5h',
    '1h30m',
    '1w',
    '5s',
    '1000000h',
    ' 1h',
    '1h\n',
    '1H',
  ])('may not be %j', (text) => {
    expect(Duration.safeParse(text).success).toBe(false);
  });
});

describe('a grace', () => {
  it.each([
    ['24h', { duration: day, accepted: false }],
    ['0m:accepted', { duration: 0, accepted: true }],
    ['7d:accepted', { duration: 7 * day, accepted: true }],
  ])('%s is a duration, and whether refusals are accepted', (text, grace) => {
    expect(Grace.parse(text)).toEqual(grace);
  });

  it.each([
    '',
    'accepted',
    ':accepted',
    '0m:',
    '0m:yes',
    '0m accepted',
    '0m:accepted:accepted',
    'accepted:0m',
  ])('may not be %j', (text) => {
    expect(Grace.safeParse(text).success).toBe(false);
  });
});

describe('a schedule at an interval', () => {
  it.each([
    ['every:1m', hour / 60, undefined],
    ['every:90m', 1.5 * hour, undefined],
    ['every:6h', 6 * hour, undefined],
    ['every:48h', 2 * day, 2],
    ['every:1440m', day, 1],
    ['every:30d', 30 * day, 30],
    ['every:999999d', 999_999 * day, 999_999],
  ])('%s is of %i milliseconds, and of %s whole days', (text, interval, days) => {
    expect(readSchedule(text)).toEqual({ kind: 'every', interval, days });
  });

  it.each([
    'every:0d',
    'every:1000000d',
    'every:',
    'every:d',
    'every:1 d',
    'every:1w',
    'every:-1d',
    'every:1.5d',
    'every:1d@UTC',
    'every:1d\n',
    'EVERY:1d',
    'an every:1d',
    'rate(1 day)',
  ])('may not be %j', (text) => {
    expect(readSchedule(text)).toBeUndefined();
  });
});

describe('a schedule by the calendar', () => {
  it.each([
    ['daily:03:00', '0 3 * * *', undefined],
    ['daily:23:59@Asia/Shanghai', '59 23 * * *', 'Asia/Shanghai'],
    ['weekly:mon:03:05', '5 3 * * 1', undefined],
    ['weekly:mon+thu+sun:00:00@UTC', '0 0 * * 1,4,0', 'UTC'],
    ['monthly:1:03:00', '0 3 1 * *', undefined],
    ['monthly:1+15+31:03:00@America/New_York', '0 3 1,15,31 * *', 'America/New_York'],
    ['cron:0_3_any_any_1', '0 3 * * 1', undefined],
    ['cron:any/15_1-3_1+15_JAN-jun_mon-fri@Etc/GMT+8', '*/15 1-3 1,15 JAN-JUN MON-FRI', 'Etc/GMT+8'],
    ['cron:0+30_3_5/10_any_0+7', '0,30 3 5/10 * 0,7', undefined],
    ['cron:0_3_ANY_any_Sun', '0 3 * * SUN', undefined],
  ])('%s stands for the fields %s', (text, pattern, zone) => {
    expect(readSchedule(text)).toEqual({ kind: 'calendar', pattern, zone });
  });

  it.each([
    'daily',
    'daily:3:00',
    'daily:24:00',
    'daily:03:60',
    'daily:03:00@',
    'daily:03:00@Asia/Nowhere',
    'daily:03:00 Asia/Shanghai',
    'daily:03:00@UTC@UTC',
    'weekly:03:00',
    'weekly:monday:03:00',
    'weekly:Mon:03:00',
    'weekly:mon,thu:03:00',
    'weekly:mon+:03:00',
    'monthly:0:03:00',
    'monthly:32:03:00',
    'monthly:01:03:00',
    'monthly:1',
    'cron:0_3_any_any',
    'cron:0_3_any_any_1_any',
    'cron:0 3 * * 1',
    'cron:0_3_*_*_1',
    'cron:0_3_1,15_any_any',
    'cron:0_3_any_any_monday',
    'cron:0_3_any_any_any/0',
    'cron:0_3_any_any_8',
    'cron:0_3_15W_any_any',
    'cron(0 3 * * 1)',
    'at:03:00',
  ])('may not be %j', (text) => {
    expect(readSchedule(text)).toBeUndefined();
  });

  it.each(['cron:0_3_?_any_1', 'cron:0_3_L_any_any', 'cron:0_3_l_any_any', 'cron:0_3_any_any_fri#2'])(
    'says of %j what of cron it does not know',
    (text) => {
      const problem = Schedule.safeParse(text).error?.issues[0]?.message;
      expect(problem).toBe('does not support ?, L or # in cron: use daily, weekly or monthly');
    },
  );

  it.each(['cron:0_3_any_JUL_x', 'my cron:0_3_?_any_1'])(
    'shows the forms where %s is none of them',
    (text) => {
      expect(Schedule.safeParse(text).error?.issues[0]?.message).toMatch(
        /^must be every:30d, daily:03:00, .* or cron:0_3_any_any_1$/,
      );
    },
  );
});

describe('a window', () => {
  it.each([
    ['02:00-04:30@Asia/Shanghai', { from: 120, to: 270, zone: 'Asia/Shanghai' }],
    ['00:00-23:59', { from: 0, to: 1_439, zone: 'UTC' }],
    ['23:15-01:05', { from: 1_395, to: 65, zone: 'UTC' }],
    ['09:00-19:00@Etc/GMT+8', { from: 540, to: 1_140, zone: 'Etc/GMT+8' }],
  ])('%s begins and ends at minutes of the day', (text, parts) => {
    expect(readWindow(text)).toEqual(parts);
  });

  it.each([
    '02:00',
    '2:00-4:00',
    '24:00-01:00',
    '02:00-30:00',
    '02:60-04:00',
    '02:00-02:00',
    '02:00-04:00 ',
    '02:00-04:00 UTC',
    '02:00-04:00@',
    '02:00-04:00@Asia/Nowhere',
    'from 02:00-04:00',
  ])('may not be %j', (text) => {
    expect(readWindow(text)).toBeUndefined();
  });
});
