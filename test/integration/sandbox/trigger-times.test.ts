import { describe, expect, it } from 'vitest';
import { readTimes } from '../../../shared/sandbox/fc/trigger-times.ts';

const at = (text: string) => Date.parse(text);

describe('the times of a trigger', () => {
  it.each([
    ['@every 4m', '2026-03-01T00:00:00Z', '2026-03-01T00:01:00Z'],
    ['@every 4m', '2026-03-01T00:01:00Z', '2026-03-01T00:05:00Z'],
    ['@every 4m', '2026-03-01T00:07:30Z', '2026-03-01T00:09:00Z'],
    ['@every 1h30m', '2026-03-01T00:00:00Z', '2026-03-01T00:27:00Z'],
    ['0 0 4 * * *', '2026-03-01T04:00:00Z', '2026-03-02T04:00:00Z'],
    ['CRON_TZ=Asia/Shanghai 0 0 4 * * *', '2026-03-01T00:00:00Z', '2026-03-01T20:00:00Z'],
    ['30 0/20 * * * *', '2026-03-01T00:00:30Z', '2026-03-01T00:20:30Z'],
    ['0 0 4 ? * MON', '2026-03-01T00:00:00Z', '2026-03-02T04:00:00Z'],
    ['0 0 4 13 * FRI', '2026-03-01T00:00:00Z', '2026-03-06T04:00:00Z'],
  ])('%s, after %s: %s', (expression, after, next) => {
    const times = readTimes(expression, at('2026-02-28T22:57:00Z'));
    expect(times?.(at(after))).toBe(at(next));
  });

  it('have none where no such date exists', () => {
    expect(readTimes('0 0 0 31 2 *', 0)?.(at('2026-03-01T00:00:00Z'))).toBeUndefined();
  });

  it.each([
    '',
    '@daily',
    '@every',
    '@every 4',
    '@every 4m ',
    '* * * * *',
    '* * * * * * *',
    'TZ=UTC 0 0 4 * * *',
  ])('cannot be read of "%s"', (expression) => {
    expect(readTimes(expression, 0)).toBeUndefined();
  });
});
