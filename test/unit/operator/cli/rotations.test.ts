import { describe, expect, it } from 'vitest';
import type { Deed } from '../../../../shared/alibaba/secrets/audit-trail.ts';
import { foldDeeds } from '../../../../shared/operator/cli/rotations.ts';

const sweep = `sweep-${'a'.repeat(32)}`;
const role = 'assumed-role rotate:fc';

let second = 0;
const deed = (did: string, version: string, more: Partial<Deed> = {}): Deed => {
  second += 1;
  return {
    at: new Date(Date.UTC(2026, 10, 28, 3, 0, second)).toISOString(),
    did,
    stage: did === 'stored' ? 'pending' : did.split(' ').at(-1),
    version,
    by: role,
    from: '10.0.0.1',
    refused: undefined,
    ...more,
  };
};

/** The calls of a rotation where KMS has no previous stage beside the current one. */
const rotation = (version: string, before: string, more: Partial<Deed> = {}) => [
  deed('stored', version, more),
  deed('moved previous', before, { ...more, refused: 'InvalidParameter' }),
  deed('moved current', version, more),
  deed('moved previous', before, more),
  deed('removed pending', version, more),
];

const folded = (...deeds: readonly Deed[]) =>
  foldDeeds(deeds.toReversed()).map(({ outcome, origin, by, version }) => ({ outcome, origin, by, version }));

describe('the calls of an audit log', () => {
  it.each([
    [sweep, 'sweep', 'rotated'],
    [`timer-${'b'.repeat(32)}`, 'timer', 'rotated'],
    ['0f0f0f0f-1111-4222-8333-444455556666', 'operator', 'rotated'],
    ['2026-nightly', 'named by caller', 'rotated'],
    ['rollback-x', 'rollback', 'rolled back'],
    ['emergency-x', 'emergency', 'rotated'],
  ])('of %s are one rotation by %s', (version, origin, outcome) => {
    expect(folded(...rotation(version, 'v0'))).toEqual([{ outcome, origin, by: role, version }]);
  });

  it('of rotations one after another are one entry each, the newest first', () => {
    const found = folded(
      ...rotation(sweep, 'v0'),
      ...rotation('timer-1', sweep),
      ...rotation('v9', 'timer-1'),
    );
    expect(found.map(({ version }) => version)).toEqual(['v9', 'timer-1', sweep]);
    expect(found.map(({ outcome }) => outcome)).toEqual(['rotated', 'rotated', 'rotated']);
  });

  it('tell what was refused and stayed so', () => {
    const denied = { refused: 'Forbidden.NoPermission' };
    expect(folded(deed('stored', sweep), deed('moved current', sweep, denied))).toMatchObject([
      { outcome: 'stored, not promoted; moved current: Forbidden.NoPermission' },
    ]);
    expect(folded(deed('stored', sweep, denied))).toMatchObject([
      { outcome: 'stored: Forbidden.NoPermission' },
    ]);
  });

  it('tell a rotation that was given up, and one that another caller finished', () => {
    expect(folded(deed('stored', sweep), deed('removed pending', sweep))).toMatchObject([
      { outcome: 'given up', origin: 'sweep' },
    ]);
    const by = 'ram-user alice';
    const resumed = [deed('moved current', sweep, { by }), deed('removed pending', sweep, { by })];
    expect(folded(deed('stored', sweep), ...resumed)).toMatchObject([
      { outcome: 'rotated', by },
      { outcome: 'stored, not promoted', by: role },
    ]);
  });

  it('of somebody who moves stages by hand stand by themselves, and are no rotation', () => {
    const by = 'ram-user alice';
    const hands = [deed('moved current', 'v0', { by }), deed('stored', 'new', { by, stage: 'current' })];
    expect(folded(...rotation(sweep, 'v0'), ...hands)).toMatchObject([
      { outcome: 'stored as current', origin: undefined, by },
      { outcome: 'moved current', origin: undefined, by },
      { outcome: 'rotated', origin: 'sweep', by: role },
    ]);
    const later = deed('moved current', sweep, { at: '2026-11-30T00:00:00Z' });
    expect(folded(...rotation(sweep, 'v0'), later)).toHaveLength(2);
  });
});
