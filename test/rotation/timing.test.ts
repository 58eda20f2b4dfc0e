import { describe, expect, it } from 'vitest';
import { readSchedule, readWindow } from '../../shared/rotation/timing.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('a schedule at a rate', () => {
  it.each([
    ['rate(1 minute)', hour / 60, undefined],
    ['rate(90 minutes)', 1.5 * hour, undefined],
    ['rate(6 hours)', 6 * hour, undefined],
    ['rate(48 hours)', 2 * day, 2],
    ['rate(1 day)', day, 1],
    ['rate(2 weeks)', 14 * day, 14],
    ['rate(999999 days)', 999_999 * day, 999_999],
  ])('%s is of %i milliseconds, and of %s whole days', (text, interval, days) => {
    expect(readSchedule(text)).toEqual({ kind: 'rate', interval, days });
  });

  it.each([
    'rate(1000000 days)',
    'rate(01 days)',
    'rate(1  day)',
    'rate(1day)',
    'rate(1 dayss)',
    'a rate(1 day)',
    'rate(1 day) UTC',
  ])('may not be %j', (text) => {
    expect(readSchedule(text)).toBeUndefined();
  });
});

describe('a schedule by the calendar', () => {
  it('is its fields, and the time zone where one is named', () => {
    expect(readSchedule('cron(0 3 * * 1)')).toEqual({ kind: 'cron', pattern: '0 3 * * 1', zone: undefined });
    expect(readSchedule('cron(0 0 3 ? * MON-FRI) Asia/Shanghai')).toEqual({
      kind: 'cron',
      pattern: '0 0 3 ? * MON-FRI',
      zone: 'Asia/Shanghai',
    });
  });
});

describe('a window', () => {
  it.each([
    ['02:00-04:30 Asia/Shanghai', { from: 120, to: 270, zone: 'Asia/Shanghai' }],
    ['00:00-23:59', { from: 0, to: 1_439, zone: 'UTC' }],
    ['23:15-01:05', { from: 1_395, to: 65, zone: 'UTC' }],
    ['09:00-19:00 UTC', { from: 540, to: 1_140, zone: 'UTC' }],
  ])('%s begins and ends at minutes of the day', (text, parts) => {
    expect(readWindow(text)).toEqual(parts);
  });

  it.each(['24:00-01:00', '02:00-30:00', '02:00-04:00 ', 'from 02:00-04:00', '02:00-04:00 Asia/Nowhere'])(
    'may not be %j',
    (text) => {
      expect(readWindow(text)).toBeUndefined();
    },
  );
});
