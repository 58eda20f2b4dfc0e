import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../../shared/engine/operations/secret-status.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';

const now = Date.parse('2026-11-25T00:00:00Z');
const day = 24 * 3_600_000;

const listed = (tags: Record<string, string>, plannedDeleteTime?: number) => ({
  secret: SecretId.parse('MyDbCreds'),
  tags: { 'rotation:type': 'rds-mysql', ...tags },
  createTime: now - 40 * day,
  plannedDeleteTime,
});

const monthly = { 'rotation:schedule': 'every:30d' };

describe('how a secret stands', () => {
  it.each([
    ['new', {}],
    ['ok', { ...monthly, 'rotation:status': 'success=2026-11-24T00:00:00Z/failures=0' }],
    ['due', { ...monthly, 'rotation:status': 'success=2026-10-20T00:00:00Z/failures=0' }],
    ['due', monthly],
    ['off', { ...monthly, 'rotation:auto': 'off' }],
    ['failing', { 'rotation:status': 'failures=2:unreachable@2026-11-24T00:00:00Z' }],
    ['stopped', { 'rotation:status': 'failures=3:refused@2026-11-24T00:00:00Z' }],
    ['malformed', { 'rotation:shedule': 'every:1d' }],
  ])('is %s with the tags %j', (state, tags) => {
    expect(statusOf(listed(tags), now).state).toBe(state);
  });

  it('is being deleted before it is anything else', () => {
    expect(statusOf(listed({ 'rotation:status': 'failures=3' }, now + day), now).state).toBe('deleting');
  });

  it('counts its age and its next due time from the last success, else from its creation', () => {
    const spread = Math.round((statusOf(listed(monthly), now).dueAt ?? 0) - (now - 10 * day));
    expect(spread).toBeGreaterThan(0);
    expect(spread).toBeLessThanOrEqual(day / 2);
    expect(statusOf(listed(monthly), now)).toMatchObject({ ageMs: 40 * day, state: 'due' });
    const rotated = { ...monthly, 'rotation:status': 'success=2026-11-24T00:00:00Z/failures=0' };
    expect(statusOf(listed(rotated), now)).toMatchObject({ ageMs: day, dueAt: now + 29 * day + spread });
  });

  it('is due inside its window only', () => {
    const inWindow = { ...monthly, 'rotation:window': '02:00-04:00' };
    expect(statusOf(listed(inWindow), now).state).toBe('new');
    expect(statusOf(listed(inWindow), now + 3.8 * 3_600_000).state).toBe('due');
  });

  it('names the last error, and the wrong tag of a policy that cannot be understood', () => {
    const failed = { 'rotation:status': 'failures=1:refused@2026-11-24T00:00:00Z' };
    expect(statusOf(listed(failed), now)).toMatchObject({ failures: 1, lastError: 'refused' });
    expect(statusOf(listed({ 'rotation:grace': 'soon' }), now).lastError).toContain('rotation:grace');
  });
});
