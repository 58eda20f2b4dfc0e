import { describe, expect, it } from 'vitest';
import { VersionId } from '../../shared/rotation/store.ts';
import { isUrgent, longestEmergencyToken, urgent } from '../../shared/rotation/urgent.ts';

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

  it('is as long as a version may be, where the token is as long as a token may be', () => {
    const longest = VersionId.parse('x'.repeat(longestEmergencyToken));
    expect(urgent(longest)).toHaveLength(64);
    expect(() => urgent(VersionId.parse(`${longest}x`))).toThrow(
      expect.objectContaining({ code: 'event-malformed', message: expect.stringContaining('54 characters') }),
    );
  });
});
