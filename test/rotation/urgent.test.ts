import { describe, expect, it } from 'vitest';
import { VersionId } from '../../shared/rotation/store.ts';
import { isUrgent, urgent } from '../../shared/rotation/urgent.ts';

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
