import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { isSuspect, isUrgent, urgent } from '../../../../shared/engine/rotation/urgent.ts';

describe('the version of an emergency', () => {
  it('is told from every other by its name', () => {
    const token = VersionId.parse('E1');
    expect(urgent(token)).toBe('emergency-E1');
    expect(isUrgent(urgent(token))).toBe(true);
    expect([token, 'my-emergency-1', 'emergency'].filter(isUrgent)).toEqual([]);
  });

  it('is the same where the caller names the version that it was told', () => {
    const version = urgent(VersionId.parse('E1'));
    expect(urgent(version)).toBe(version);
  });

  it('is no longer than a version may be, and the same for the same token', () => {
    const [longest, longer, other] = ['x'.repeat(54), 'x'.repeat(55), 'x'.repeat(64)].map((text) =>
      urgent(VersionId.parse(text)),
    );
    expect(longest).toBe(`emergency-${'x'.repeat(54)}`);
    expect([longer, other].map((version) => version?.length)).toEqual([64, 64]);
    expect(longer).not.toBe(other);
    expect(urgent(VersionId.parse('x'.repeat(55)))).toBe(longer);
  });
});

it.each([
  [['T2', 'emergency-E1', 'T1'], 'T1', true],
  [['emergency-E1', 'T1'], 'T1', true],
  [['T2', 'emergency-E1'], 'emergency-E1', false],
  [['T2', 'T1', 'emergency-E0'], 'T1', false],
  [['T1', 'emergency-E0'], 'T1', false],
  [['emergency-E1'], 'gone', true],
])('of %j, the version %s may have leaked since an emergency: %s', (versions, current, suspect) => {
  const [version, ...stored] = [current, ...versions].map((text) => VersionId.parse(text));
  const stages = {
    ...{ current: version, currentSince: undefined, pending: undefined, previous: undefined },
    versions: stored,
  };
  expect(version && isSuspect(stages, version)).toBe(suspect);
});
