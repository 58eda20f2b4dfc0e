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
    replaced: undefined,
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
  deed('moved current', version, { replaced: before, ...more }),
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

  /** As the audit log is read: within one second, all that was stored comes first. */
  const inSeconds = (deeds: readonly Deed[], secondOf: (place: number) => number) =>
    deeds
      .map((one, place) => ({
        ...one,
        at: new Date(Date.UTC(2026, 10, 28, 3, 0, secondOf(place))).toISOString(),
      }))
      .toSorted(
        (one, other) =>
          one.at.localeCompare(other.at) || Number(other.did === 'stored') - Number(one.did === 'stored'),
      );

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'of two rotations that share a second after the call %i are told apart',
    (shared) => {
      const deeds = [...rotation('T-1', 'v0'), ...rotation('rollback-x', 'T-1')];
      for (const end of Array.from({ length: 10 - shared + 1 }, (_, count) => shared + count)) {
        const found = folded(...inSeconds(deeds, (place) => Number(place >= shared) + Number(place >= end)));
        expect(found, String(end)).toMatchObject([
          { outcome: 'rolled back', version: 'rollback-x' },
          { outcome: 'rotated', version: 'T-1' },
        ]);
      }
    },
  );

  it('tell the trouble of the rotation that had it, though the same caller moved a stage before', () => {
    const refused = 'Forbidden.NoPermission';
    expect(
      folded(
        deed('moved previous', 'v0'),
        deed('stored', 'T-1'),
        deed('moved previous', 'v1', { refused }),
        deed('moved previous', 'v2', { by: 'ram-user alice' }),
      ),
    ).toMatchObject([
      { outcome: 'moved previous', by: 'ram-user alice' },
      { outcome: `stored, not promoted; moved previous: ${refused}`, version: 'T-1' },
      { outcome: 'moved previous', version: 'v0' },
    ]);
  });

  it('of a rotation that was resumed hours later tell its trouble there, and leave no call by itself', () => {
    const at = (hour: number, second: number) =>
      new Date(Date.UTC(2026, 10, 28, hour, 0, second)).toISOString();
    const [stored, ...others] = rotation('T-1', 'v0');
    if (!stored) throw new Error('a rotation stores first');
    const resumed = others.map((one, index) => ({ ...one, at: at(5, index) }));
    expect(folded({ ...stored, at: at(3, 0) }, ...resumed)).toMatchObject([
      { outcome: 'rotated', version: 'T-1' },
      { outcome: 'stored, not promoted', version: 'T-1' },
    ]);
  });

  it('of a rotation an hour for a year are one entry each', () => {
    const year = Array.from({ length: 8_760 }, (_, hour) =>
      rotation(`T-${hour + 1}`, `T-${hour}`).map((one, call) => ({
        ...one,
        at: new Date(Date.UTC(2026, 0, 1, hour, 0, call)).toISOString(),
      })),
    ).flat();
    const outcomes = folded(...year).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(Array.from({ length: 8_760 }, () => 'rotated'));
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
