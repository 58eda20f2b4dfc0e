import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextDue } from '../../../../../shared/engine/operations/due.ts';
import { parsePolicy } from '../../../../../shared/engine/rotation/policy.ts';
import { SecretId } from '../../../../../shared/engine/rotation/store.ts';
import { exhaustive } from '../../../../support/stand/exhaustive.ts';
import { ModelFleet } from './model-fleet.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const tick = 15 * minute;
const start = Date.parse('2026-01-01T00:00:00Z');
const end = start + 365 * day;
/** Two weeks in which no timer came. */
const outage = { from: Date.parse('2026-06-01T06:00:00Z'), until: Date.parse('2026-06-15T06:00:00Z') };

const schedules = [
  ...Array<string>(9).fill('every:30d'),
  ...Array<string>(4).fill('every:7d'),
  ...[
    'every:90d',
    'every:14d',
    'cron:0_3_1_any_any',
    'monthly:28:01:30',
    'weekly:mon:02:00@America/New_York',
  ],
  ...[
    'cron:0_3_1-7_any_any@Europe/Berlin',
    'cron:0_4_1+15_any_any@Asia/Shanghai',
    'cron:15_2_any_JAN-DEC_SUN',
  ],
] as const;
const windows = [
  undefined,
  '02:00-04:00@Asia/Shanghai',
  '23:00-01:30@America/New_York',
  '01:30-03:00@Europe/Berlin',
  '02:00-03:00@America/New_York',
] as const;
const habits = ['catch-up', 'catch-up', 'skip', 'alert'] as const;

interface Planned {
  readonly name: string;
  readonly schedule: string;
  readonly window: string | undefined;
  readonly missed: (typeof habits)[number];
  readonly createTime: number;
}

/** 500 of them; a few are rotated daily or twice a day, and each is of another age. */
const all: readonly Planned[] = Array.from({ length: 500 }, (_, index) => ({
  name: `team-${index % 7}/secret-${index}`,
  schedule:
    index === 250
      ? 'every:12h'
      : index % 100 === 50
        ? 'every:1d'
        : (schedules[index % schedules.length] ?? ''),
  window: index === 250 ? undefined : windows[index % windows.length],
  missed: habits[Math.floor(index / 5) % habits.length] ?? 'catch-up',
  createTime: start - (index % 29) * day - (index % 24) * hour,
}));

/** In every sixteenth one of them each schedule, window and habit occurs as well. */
const plans = all.filter((_, index) => exhaustive || index % 16 === 2);

const tagsOf = ({ schedule, window, missed }: Planned) => ({
  'rotation:schedule': schedule,
  // As long as a schedule of twelve hours leaves room for.
  'rotation:grace': '10h',
  'rotation:missed': missed,
  ...(window === undefined ? {} : { 'rotation:window': window }),
});

/** What clocks in a zone show, by other means than the product's. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const shown = (timeZone: string, instant: number) => {
  const known = clocks.get(timeZone);
  const clock = known ?? new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  return clock.format(instant);
};

describe(`a year of ${plans.length} secrets`, () => {
  const fleet = new ModelFleet();
  const rotated = new Map<string, number[]>();
  /** For each rotation, how far in its window it was due. */
  const places: number[] = [];

  beforeAll(async () => {
    for (const plan of plans) fleet.add(plan.name, { tags: tagsOf(plan), createTime: plan.createTime });
    await live(fleet);
    for (const { name } of plans) rotated.set(name, []);
    for (const { secret, at } of fleet.rotations) rotated.get(secret)?.push(at);
  });

  afterAll(() => process.stdout.write(`${histogram(places)}\n`));

  it('has rotations enough to tell', () => {
    expect(fleet.rotations.length).toBeGreaterThan(16 * plans.length);
    expect([...rotated.values()].every((times) => times.length > 2)).toBe(true);
    expect(fleet.events.filter(({ event }) => event === 'failed')).toEqual([]);
  });

  it('has each of them inside its window', () => {
    const outside = plans.flatMap(({ name, window }) => {
      const [, from = '', until = '', zone = ''] = /^(.{5})-(.{5})@(.+)$/.exec(window ?? '') ?? [];
      if (window === undefined) return [];
      return (rotated.get(name) ?? []).filter((at) => {
        const clock = shown(zone, at).slice(11);
        return from < until ? clock < from || clock >= until : clock < from && clock >= until;
      });
    });
    expect(outside).toEqual([]);
  });

  it('rotates none early, by its rate', () => {
    const early: string[] = [];
    for (const { name, schedule, window } of plans) {
      const [, count = '', unit = ''] = /^every:(\d+)([hd])$/.exec(schedule) ?? [];
      const interval = Number(count) * ({ h: hour, d: day }[unit] ?? Number.NaN);
      // In a window the days are counted from window to window.
      const least = window === undefined ? interval : interval - 3 * hour;
      const times = rotated.get(name) ?? [];
      for (const [index, at] of times.slice(1).entries())
        if (at - (times[index] ?? 0) < least) early.push(name);
    }
    expect(early).toEqual([]);
  });

  it('rotates none late, by its rate, but for what nobody was there to do', () => {
    const late: string[] = [];
    for (const { name, schedule, window, missed } of plans) {
      const [, count = '', unit = ''] = /^every:(\d+)([hd])$/.exec(schedule) ?? [];
      const interval = Number(count) * ({ h: hour, d: day }[unit] ?? Number.NaN);
      const spread = window === undefined ? Math.min(interval / 20, 12 * hour) : 26 * hour;
      const times = rotated.get(name) ?? [];
      for (const [index, at] of times.slice(1).entries()) {
        const before = times[index] ?? 0;
        const dark = before < outage.until && at > outage.from;
        const grace = dark
          ? missed === 'catch-up'
            ? outage.until - outage.from + day
            : interval + 16 * day
          : 0;
        if (at - before > interval + spread + 2 * tick + grace)
          late.push(`${name} ${schedule} ${window} ${missed} ${new Date(at).toISOString()}`);
      }
    }
    expect(late).toEqual([]);
  });

  it.each([
    [
      'weekly:mon:02:00@America/New_York',
      'America/New_York',
      (date: Date, clock: string) => date.getUTCDay() === 1 && clock === '02:00',
    ],
    [
      'cron:0_4_1+15_any_any@Asia/Shanghai',
      'Asia/Shanghai',
      (date: Date, clock: string) => [1, 15].includes(date.getUTCDate()) && clock === '04:00',
    ],
  ])('rotates once for every time that %s names', (schedule, zone, names) => {
    const asked: number[] = [];
    for (let at = start; at < end; at += hour) {
      const [date = '', clock = ''] = shown(zone, at).split(' ');
      if (names(new Date(`${date}T00:00:00Z`), clock)) asked.push(at);
    }
    const dark = (at: number) => at >= outage.from - day && at < outage.until + 2 * day;
    const own = plans.filter((plan) => plan.schedule === schedule);
    expect(own.length).toBeGreaterThan(plans.length / 50);
    for (const { name, window } of own) {
      const times = (rotated.get(name) ?? []).filter((at) => !dark(at));
      const latest = window === undefined ? hour + tick : 26 * hour;
      const fits = asked.filter((at) => !dark(at) && !dark(at + latest) && at + latest < end);
      for (const at of fits)
        expect(
          times.filter((time) => time >= at && time < at + latest),
          `${name} ${window}`,
        ).toHaveLength(1);
      expect(times.length).toBeLessThanOrEqual(asked.length);
    }
  });

  it('catches up with what was missed once, in the first window or at once', () => {
    const back = { from: outage.until, until: outage.until + day };
    const after = (name: string) =>
      (rotated.get(name) ?? []).filter((at) => at >= back.from && at < back.until).length;
    const weekly = plans.filter(({ schedule, missed }) => schedule === 'every:7d' && missed === 'catch-up');
    expect(weekly.map(({ name }) => after(name)).every((count) => count === 1)).toBe(true);
    const alerted = plans.filter(({ schedule, missed }) => schedule === 'every:7d' && missed === 'alert');
    const told = fleet.events.flatMap((one) =>
      one.event === 'missed' && one.due > outage.from - day ? one : [],
    );
    for (const { name } of alerted) expect(told.filter(({ secret }) => secret === name)).toHaveLength(1);
  });

  /** Timers come every quarter of an hour. What is not due is shown to a few of them, and all of it once a month. */
  async function live(own: ModelFleet): Promise<void> {
    const next = plans.map((plan) => wake(own, plan, start));
    const indexOf = new Map<string, number>(plans.map(({ name }, index) => [name, index]));
    for (let now = start, round = 0; now < end; now += tick, round += 1) {
      if (now >= outage.from && now < outage.until) continue;
      own.now = now;
      const all = round % (30 * 96) === 0;
      const others = (index: number) => round % 16 === 0 && index % 250 === (round / 16) % 250;
      const listed = plans.filter((_, index) => all || (next[index] ?? end) <= now || others(index));
      if (listed.length === 0) continue;
      const { Secrets } = await own.sweep({ verify: false }, { listed: listed.map(({ name }) => name) });
      for (const { SecretId: name, Outcome } of Secrets) {
        const index = indexOf.get(name) ?? Number.NaN;
        const plan = plans[index];
        if (!plan) continue;
        if (Outcome === 'rotated') places.push(placeOf(plan, next[index] ?? now));
        next[index] = wake(own, plan, now);
      }
    }
  }

  /** When there may be something to do for a secret: its next rotation, the end of a grace, or the end of an outage. */
  function wake(own: ModelFleet, plan: Planned, now: number): number {
    const secret = SecretId.parse(plan.name);
    const policy = parsePolicy(secret, own.store.tagsOf(secret));
    const { success, retired } = policy.status;
    const { at = end } = nextDue(secret, policy, success ?? plan.createTime, now) ?? {};
    const over = success !== undefined && retired === undefined ? success + policy.grace : end;
    const dark = at > outage.from && at < outage.until + tick ? outage.until : at;
    return Math.min(dark, over);
  }

  /** Between 0 and 1: where in its window. */
  function placeOf({ window }: Planned, at: number): number {
    const [, from = '', until = '', zone = ''] = /^(.{5})-(.{5})@(.+)$/.exec(window ?? '') ?? [];
    if (window === undefined) return Number.NaN;
    const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
    const passed = (minutes(shown(zone, at).slice(11)) - minutes(from) + 1_440) % 1_440;
    return passed / ((minutes(until) - minutes(from) + 1_440) % 1_440);
  }
});

function histogram(places: readonly number[]): string {
  const inWindows = places.filter((place) => !Number.isNaN(place));
  const bars = Array.from({ length: 10 }, (_, bar) => {
    const count = inWindows.filter((place) => Math.floor(place * 10) === bar).length;
    return `${String(bar * 10).padStart(3)} % ${'#'.repeat(Math.round((count / inWindows.length) * 200))} ${count}`;
  });
  return ['where in their windows rotations were due:', ...bars].join('\n');
}
