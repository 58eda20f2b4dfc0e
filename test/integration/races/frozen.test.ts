import { describe, expect, it } from 'vitest';
import { type Frozen, freezeAt, happenings, lateMoves, problemsOf } from '../../support/crash/frozen.ts';
import { readings } from '../../support/crash/oracle.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import type { HaltPoint } from '../../support/stand/halt.ts';
import { firstOfEach, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const all = await subjectsUnderTest();
/** One of each type where not all is tried: the others move their stages in the same way. */
const subjects = (exhaustive ? all : firstOfEach(all)).map((subject, index) => ({
  subject,
  index,
  title: titleOf(subject),
}));

const moments = ['before', 'after'] as const;

/** Where a move may come too late: the previous stage follows the current one where a store does not let them join. */
const moves: readonly HaltPoint[] = [
  { of: 'move previous', number: 1, moment: 'before' },
  { of: 'move current', number: 1, moment: 'before' },
  { of: 'move current', number: 1, moment: 'after' },
  { of: 'move previous', number: 2, moment: 'before' },
];

const turn = <One>(all: readonly One[], index: number): One => {
  const one = all[index % all.length];
  if (one === undefined) throw new Error('there is none');
  return one;
};

/** Each move under each reading with each happening; where not all is tried, the worst of them. */
function casesOf(index: number): (Omit<Frozen, 'subject'> & { readonly point: HaltPoint })[] {
  if (!exhaustive) {
    const point = { of: 'move current', number: 1, moment: 'before' } as const;
    return [{ point, reading: turn(readings, index % 2), lateMove: 'move', happening: 'an emergency' }];
  }
  return moves.flatMap((point, shift) =>
    lateMoves.flatMap((lateMove) =>
      happenings.map((happening) => ({ point, lateMove, happening, reading: turn(readings, index + shift) })),
    ),
  );
}

describe.each(subjects)('a frozen rotation of $title', ({ subject, index }) => {
  it('loses no credential and leaves the current value working, frozen at a move', async () => {
    const broken: string[] = [];
    let frozen = 0;
    for (const { point, ...one } of casesOf(index)) {
      const problems = await problemsOf({ subject, ...one }, (scene) => freezeAt(scene, subject, point));
      frozen += problems === undefined ? 0 : 1;
      broken.push(...(problems ?? []));
    }
    expect(broken).toEqual([]);
    expect(frozen).toBeGreaterThan(0);
  });

  it.runIf(exhaustive)(
    'loses no credential and leaves the current value working, frozen anywhere',
    async () => {
      const broken: string[] = [];
      let number = 1;
      for (; ; number += 1) {
        const lateMove = turn(lateMoves, number);
        const happening = turn(happenings, Math.floor(number / lateMoves.length));
        const point = { number, moment: turn(moments, number) };
        const one = { subject, reading: turn(readings, index + number), lateMove, happening };
        const problems = await problemsOf(one, (scene) => freezeAt(scene, subject, point));
        if (problems === undefined) break;
        broken.push(...problems);
      }
      expect(broken).toEqual([]);
      expect(number).toBeGreaterThan(10);
    },
  );
});
