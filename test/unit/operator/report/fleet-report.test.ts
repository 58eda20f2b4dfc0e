import { describe, expect, it } from 'vitest';
import { fleetReport } from '../../../../shared/operator/report/fleet-report.ts';
import { page } from '../../../../shared/operator/report/page.ts';
import { fleet, listed, now } from '../../../support/report/fleet.ts';

const day = 24 * 3_600_000;
const taken = { region: 'cn-hangzhou', at: now };
const report = fleetReport(fleet, taken);

const memberOf = (tags: Record<string, string>, at = now) =>
  fleetReport([listed('one', { type: 'generic', ...tags })], { region: undefined, at }).members[0];

describe('the report of a fleet', () => {
  it('puts first what needs the operator, by cause', () => {
    const told = report.concerns.map(({ level, title, secrets }) => [level, title, secrets.length]);
    expect(told).toEqual([
      ['act', 'Stopped by privilege-missing', 2],
      ['act', 'Malformed tags', 1],
      ['act', 'Failing with unreachable', 1],
      ['act', 'Overdue', 1],
      ['watch', 'Previous credential not ended', 4],
      ['watch', 'Without a schedule', 1],
      ['watch', 'Switched off', 1],
    ]);
  });

  it('says what to do about each, and never twice about one state of a secret', () => {
    for (const { advice } of report.concerns) expect(advice).toMatch(/\S\.$/);
    const acting = report.concerns.filter(({ level }) => level === 'act').flatMap(({ secrets }) => secrets);
    expect(new Set(acting.map(({ secret }) => secret)).size).toBe(acting.length);
  });

  it('counts every secret once', () => {
    expect(Object.keys(report.states)).toEqual([
      'stopped',
      'malformed',
      'failing',
      'due',
      'new',
      'off',
      'ok',
      'deleting',
    ]);
    expect(Object.values(report.states).reduce((sum, count) => sum + count)).toBe(fleet.length);
  });

  it.each([
    [{}, { state: 'none' }],
    [
      { status: 'success=2026-11-25T00:00:00Z/failures=0' },
      { state: 'in-grace', until: now + day - 8 * 3_600_000 },
    ],
    [
      { status: 'success=2026-11-20T08:00:00Z/failures=0', grace: '2d' },
      { state: 'over', since: now - 3 * day },
    ],
    [{ status: 'success=2026-11-20T08:00:00Z/retired=abc123/failures=0' }, { state: 'ended' }],
    [{ status: 'success=2026-11-20T08:00:00Z/failures=0', grace: 'soon' }, { state: 'none' }],
  ])('tells of %j that the previous credential is %j', (tags, previous) => {
    expect(memberOf(tags)?.previous).toEqual(previous);
  });

  it('calls a secret overdue when nothing came to rotate it for hours, not at once', () => {
    const tags = { schedule: 'every:30d', status: 'success=2026-10-25T08:00:00Z/failures=0' };
    const dueAt = memberOf(tags)?.dueAt ?? 0;
    const titles = (at: number) =>
      fleetReport([listed('one', { type: 'generic', ...tags })], { region: undefined, at }).concerns.map(
        ({ title }) => title,
      );
    expect(titles(dueAt + 3_600_000)).not.toContain('Overdue');
    expect(titles(dueAt + 3 * 3_600_000)).toContain('Overdue');
  });

  it('says of a secret that is held back that it is, and not that nothing came to rotate it', () => {
    const status = 'success=2026-09-25T08:00:00Z/failures=0:account-shared@2026-11-20T08:00:00Z';
    const tags = { type: 'rds-mysql', schedule: 'every:30d', grace: '2d', status };
    const { concerns } = fleetReport([listed('one', tags)], taken);
    expect(concerns.filter(({ level }) => level === 'act')).toMatchObject([
      { title: 'Held back: another secret has the same account', command: 'plan' },
    ]);
  });

  it('names who still uses a previous credential whose grace is over', () => {
    const one = listed('one', { type: 'generic', status: 'success=2026-11-20T08:00:00Z/failures=0' });
    const places = [{ account: 'app', from: '10.0.0.5', sessions: 3 }];
    const used = fleetReport([one], { ...taken, users: new Map([[one.secret, { state: 'seen', places }]]) });
    expect(used.concerns).toContainEqual(
      expect.objectContaining({
        title: 'Previous credential still used',
        secrets: [{ secret: 'one', detail: '3 from 10.0.0.5' }],
      }),
    );
    expect(page(used)).toContain('<bdi>app</bdi> from <bdi>10.0.0.5</bdi> × 3');
  });

  it('is the same page for the same fleet and moment, in whatever order it is listed', () => {
    expect(page(fleetReport([...fleet].reverse(), taken))).toBe(page(report));
    expect(page(fleetReport(fleet, { ...taken, at: now + 90 * 60_000 }))).not.toBe(page(report));
  });

  it('offers a command to paste only where a shell reads nothing else in it', () => {
    const failing = { type: 'generic', status: 'failures=1:refused@2026-11-25T00:00:00Z' };
    const commands = (name: string) =>
      page(fleetReport([listed(name, failing)], taken)).match(/<code>.*<\/code>/g);
    expect(commands('prod/a-b')).toEqual(['<code>rotator plan prod/a-b</code>']);
    expect(commands('a;reboot')).toBeNull();
    expect(commands('$(reboot)')).toBeNull();
  });

  it('says so where there is no secret, and where nothing has to be done', () => {
    expect(page(fleetReport([], taken))).toContain('No secret carries the tag rotation:type.');
    const well = {
      type: 'generic',
      schedule: 'every:30d',
      status: 'success=2026-11-25T00:00:00Z/failures=0',
    };
    expect(page(fleetReport([listed('one', well)], taken))).toContain('Nothing. Every secret');
  });
});
