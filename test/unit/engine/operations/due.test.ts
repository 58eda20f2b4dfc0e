import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Due, isDue, nextDue } from '../../../../shared/engine/operations/due.ts';
import { PolicyMalformed } from '../../../../shared/engine/rotation/errors.ts';
import { parsePolicy } from '../../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { readSchedule } from '../../../../shared/engine/rotation/timing.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const at = (text: string) => Date.parse(text);

type Tags = Readonly<Record<string, string>>;

function due(name: string, tags: Tags, since: number, now = since): Due {
  const secret = SecretId.parse(name);
  const own = Object.entries(tags).map(([key, value]) => [`rotation:${key}`, value]);
  const policy = parsePolicy(secret, {
    'rotation:type': 'model',
    'rotation:grace': '0m:accepted',
    ...Object.fromEntries(own),
  });
  const found = nextDue(secret, policy, since, now);
  if (!found) throw new Error('it has no schedule');
  return found;
}

/** Hours and minutes as a clock in the zone shows them, by other means than the product's. */
const clockIn = (zone: string, instant: number) =>
  new Date(instant).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });

const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'] as const;
const names = fc.stringMatching(/^[a-z/]{1,20}$/);
const instants = fc
  .integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') })
  .map((one) => Math.floor(one / 1_000) * 1_000);
const rates = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom('m', 'h', 'd'))
  .map(([count, unit]) => `every:${count}${unit}`);
const crons = fc.constantFrom(
  ...['cron:0_3_any_any_1', 'cron:any/20_1-3_any_any_any', 'monthly:31:02:30@America/New_York'],
  ...['cron:0_4_1+15_any_any', 'weekly:fri:00:15@Europe/Berlin', 'cron:0_12_15_JAN-JUN_any'],
  ...['cron:30_1_any_any_SUN+WED', 'daily:01:30@Australia/Lord_Howe'],
);
const schedules = fc.oneof(rates, crons);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${m}`);
const windows = fc
  .tuple(clock, clock, fc.constantFrom(...zones))
  .filter(([from, to]) => from !== to)
  .map(([from, to, zone]) => ({ from, to, zone, text: `${from}-${to}@${zone}` }));
const habits = fc.constantFrom('catch-up', 'skip', 'alert');

describe('the time at which a secret is due', () => {
  it('is never before what the schedule asks for, and that never before the last rotation', () => {
    fc.assert(
      fc.property(names, schedules, fc.option(windows), habits, instants, fc.nat(400 * day), (...given) => {
        const [name, schedule, window, missed, since, passed] = given;
        const tags = { schedule, missed, ...(window ? { window: window.text } : {}) };
        const found = due(name, tags, since, since + passed);
        expect(found.asked).toBeGreaterThan(since);
        expect(found.at).toBeGreaterThanOrEqual(found.asked);
        expect(found.until).toBeGreaterThan(found.at);
      }),
    );
  });

  it('lies in the window, early enough for a timer to come by before it closes', () => {
    fc.assert(
      fc.property(names, schedules, windows, habits, instants, fc.nat(400 * day), (...given) => {
        const [name, schedule, window, missed, since, passed] = given;
        const found = due(name, { schedule, missed, window: window.text }, since, since + passed);
        const shown = clockIn(window.zone, found.at);
        const inside =
          window.from < window.to
            ? window.from <= shown && shown < window.to
            : window.from <= shown || shown < window.to;
        expect({ inside, shown, at: new Date(found.at).toISOString() }).toMatchObject({ inside: true });
        const left = found.until - found.at;
        if (found.at > found.asked) expect(left).toBeGreaterThanOrEqual(2 * minute);
      }),
      { numRuns: exhaustive ? 500 : 100 },
    );
  });

  it('does not move while it is waited for', () => {
    fc.assert(
      fc.property(
        names,
        schedules,
        fc.option(windows),
        habits,
        instants,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (...given) => {
          const [name, schedule, window, missed, since, share] = given;
          const tags = { schedule, missed, ...(window ? { window: window.text } : {}) };
          const first = due(name, tags, since);
          const later = Math.floor(since + share * (first.at - since));
          expect(due(name, tags, since, later)).toEqual(first);
          expect(isDue(first, first.at - 1)).toBe(false);
          expect(isDue(first, first.at)).toBe(true);
        },
      ),
    );
  });

  it('is over once the secret was rotated, until the next one', () => {
    fc.assert(
      fc.property(names, schedules, fc.option(windows), instants, fc.nat(400 * day), (...given) => {
        const [name, schedule, window, since, passed] = given;
        const tags = { schedule, ...(window ? { window: window.text } : {}) };
        const { at: rotated } = due(name, tags, since, since + passed);
        const next = due(name, tags, rotated);
        expect(next.asked).toBeGreaterThan(rotated);
        expect(isDue(next, rotated)).toBe(false);
      }),
    );
  });

  it('is spread by the name alone: no more than a twentieth of the interval, and half a day', () => {
    fc.assert(
      fc.property(names, rates, instants, (name, schedule, since) => {
        const { asked, at: when } = due(name, { schedule }, since);
        const read = readSchedule(schedule);
        const interval = read?.kind === 'every' ? read.interval : Number.NaN;
        expect(asked).toBe(since + interval);
        expect(when - asked).toBeLessThanOrEqual(Math.min(interval / 20, 12 * hour));
        expect(due(name, { schedule }, since).at).toBe(when);
      }),
    );
    const found = Array.from({ length: 200 }, (_, n) => due(`secret-${n}`, { schedule: 'every:30d' }, 0).at);
    expect(new Set(found).size).toBe(200);
  });

  it('is found, or the schedule is refused, for every text that passes for one', () => {
    const field = fc.stringMatching(/^([0-9+/A-Z-]|any){1,5}$/);
    const likely = fc.constantFrom(
      'any',
      '0',
      '30',
      '99',
      '31',
      '2',
      'FEB',
      'fri',
      '1/7',
      'any/5',
      '7',
      '1-5+9',
    );
    const texts = fc
      .array(fc.oneof(field, likely), { minLength: 5, maxLength: 5 })
      .map((fields) => `cron:${fields.join('_')}`)
      .filter((text) => readSchedule(text) !== undefined);
    fc.assert(
      fc.property(texts, instants, (schedule, since) => {
        try {
          expect(due('a', { schedule }, since).at).toBeGreaterThan(since);
        } catch (error) {
          if (!(error instanceof PolicyMalformed)) throw error;
        }
      }),
      { numRuns: exhaustive ? 300 : 100 },
    );
    expect(() => due('a', { schedule: 'cron:0_3_30_2_any' }, 0)).toThrow('matches no existing date');
    expect(() => due('a', { schedule: 'cron:0_99_any_any_any' }, 0)).toThrow(PolicyMalformed);
  });
});

describe('a window', () => {
  const daily = 'every:1d';

  it('goes over midnight', () => {
    const found = due('a', { schedule: daily, window: '23:00-01:00' }, at('2026-05-01T12:00:00Z'));
    expect(found.at).toBeGreaterThanOrEqual(at('2026-05-02T23:00:00Z'));
    expect(found.until).toBe(at('2026-05-03T01:00:00Z'));
  });

  it('stays the same one for a rate of days when a timer always comes late, and when clocks are changed', () => {
    const tags = { schedule: 'every:7d', window: '02:00-03:00@America/New_York' };
    let since = at('2026-01-05T12:00:00Z');
    for (let week = 0; week < 52; week += 1) {
      const found = due('drifts', tags, since);
      expect(found.at - since).toBeLessThan(8.1 * day);
      expect(found.until - found.at).toBeGreaterThanOrEqual(15 * minute);
      since = Math.min(found.at + 14 * minute, found.until - 1);
      expect(
        new Date(since).toLocaleDateString('en', { weekday: 'long', timeZone: 'America/New_York' }),
      ).toBe(new Date(at('2026-01-13T12:00:00Z')).toLocaleDateString('en', { weekday: 'long' }));
    }
  });

  it('that falls into the missing hour is left out on that day', () => {
    const tags = { schedule: daily, window: '02:15-02:45@America/New_York' };
    const found = due('a', tags, at('2026-03-07T07:20:00Z'));
    expect(found.until).toBe(at('2026-03-09T06:45:00Z'));
    const before = { ...tags, schedule: 'cron:0_1_any_any_any' };
    expect(due('a', before, at('2026-03-07T12:00:00Z')).until).toBe(at('2026-03-09T06:45:00Z'));
  });

  it('that ends in the missing hour closes when clocks are put forward, and one that begins in it opens then', () => {
    const around = (window: string) =>
      due('a', { schedule: daily, window: `${window}@America/New_York` }, at('2026-03-07T06:59:00Z'));
    expect(around('01:30-02:30').until).toBe(at('2026-03-08T07:00:00Z'));
    const { at: when, until } = around('02:30-03:30');
    expect(when).toBeGreaterThanOrEqual(at('2026-03-08T07:00:00Z'));
    expect(until).toBe(at('2026-03-08T07:30:00Z'));
  });

  it('is open for one hour only where that hour comes twice', () => {
    const tags = { schedule: daily, window: '01:00-01:45@America/New_York' };
    expect(due('a', tags, at('2026-10-31T05:10:00Z')).until).toBe(at('2026-11-01T05:45:00Z'));
  });
});

describe('a schedule by the calendar', () => {
  it.each([
    ['cron:0_3_any_any_any@Asia/Shanghai', '2026-05-01T00:00:00Z', '2026-05-01T19:00:00Z'],
    ['cron:0_3_any_any_any', '2026-05-01T00:00:00Z', '2026-05-01T03:00:00Z'],
    ['cron:30_3_any_any_MON', '2026-05-01T00:00:00Z', '2026-05-04T03:30:00Z'],
    ['cron:0_3_29_2_any', '2026-05-01T00:00:00Z', '2028-02-29T03:00:00Z'],
    ['cron:any/15_3_any_JAN+jun_any', '2026-05-01T00:00:00Z', '2026-06-01T03:00:00Z'],
    ['cron:0_3_5/10_any_any', '2026-05-06T00:00:00Z', '2026-05-15T03:00:00Z'],
    ['cron:0_3_any_any_7', '2026-05-01T00:00:00Z', '2026-05-03T03:00:00Z'],
    ['daily:03:00@Asia/Shanghai', '2026-05-01T00:00:00Z', '2026-05-01T19:00:00Z'],
    ['weekly:mon:03:05', '2026-05-01T00:00:00Z', '2026-05-04T03:05:00Z'],
    ['weekly:thu+sun:03:00', '2026-05-01T00:00:00Z', '2026-05-03T03:00:00Z'],
    ['monthly:1:03:00', '2026-05-01T03:00:00Z', '2026-06-01T03:00:00Z'],
    ['monthly:31:03:00', '2026-06-01T00:00:00Z', '2026-07-31T03:00:00Z'],
    ['monthly:1+15:03:00@Europe/Berlin', '2026-05-02T00:00:00Z', '2026-05-15T01:00:00Z'],
    ['cron:30_2_any_any_any@America/New_York', '2026-03-08T01:00:00Z', '2026-03-08T07:00:00Z'],
    ['cron:30_1_any_any_any@America/New_York', '2026-11-01T02:00:00Z', '2026-11-01T05:30:00Z'],
  ])('%s after %s asks for %s', (schedule, since, asked) => {
    expect(new Date(due('a', { schedule }, at(since)).asked).toISOString()).toBe(asked.replace('Z', '.000Z'));
  });

  it('has the time zone of the window where it names none', () => {
    const tags = { schedule: 'cron:0_2_any_any_any', window: '02:00-04:00@Asia/Shanghai' };
    expect(due('a', tags, at('2026-05-01T00:00:00Z')).asked).toBe(at('2026-05-01T18:00:00Z'));
  });

  it('asks for one rotation an hour that comes twice', () => {
    const since = at('2026-11-01T05:30:00Z');
    expect(due('a', { schedule: 'cron:30_1_any_any_any@America/New_York' }, since).asked).toBe(
      at('2026-11-02T06:30:00Z'),
    );
  });
});

describe('a time that went by', () => {
  const weekly = { schedule: 'cron:0_2_any_any_MON', window: '02:00-04:00' };
  const since = at('2026-05-04T02:30:00Z');
  const thursday = at('2026-05-28T12:00:00Z');

  it('is caught up with once, in the next window', () => {
    const found = due('a', weekly, since, thursday);
    expect(found).toMatchObject({ asked: at('2026-05-11T02:00:00Z'), missed: at('2026-05-11T02:00:00Z') });
    expect(found.until).toBe(at('2026-05-29T04:00:00Z'));
    expect(due('a', weekly, found.at).asked).toBe(at('2026-06-01T02:00:00Z'));
  });

  it('is caught up with at once where there is no window', () => {
    const found = due('a', { schedule: weekly.schedule }, since, thursday);
    expect(isDue(found, thursday)).toBe(true);
  });

  it.each(['skip', 'alert'])('waits for the next one with %s', (missed) => {
    const found = due('a', { ...weekly, missed }, since, thursday);
    expect(found).toMatchObject({ asked: at('2026-06-01T02:00:00Z'), missed: at('2026-05-11T02:00:00Z') });
    const rate = due('a', { schedule: 'every:7d', missed }, since, thursday);
    expect(rate.asked).toBe(since + 28 * day);
    const late = due('a', { ...weekly, missed }, since, at('2026-05-25T03:59:00Z'));
    expect(isDue(late, at('2026-05-25T03:59:00Z'))).toBe(true);
  });
});

describe('a secret that failed', () => {
  it.each([
    [1, 10 * minute],
    [2, hour],
    [0, 0],
  ])('waits before it is tried again: after %s failures', (failures, pause) => {
    const since = at('2026-05-01T00:00:00Z');
    const failed = since + 40 * day;
    const status = `failures=${failures}:unreachable@${new Date(failed).toISOString().slice(0, 19)}Z`;
    expect(due('a', { schedule: 'every:30d', status }, since, failed).at).toBe(failed + pause);
  });
});
