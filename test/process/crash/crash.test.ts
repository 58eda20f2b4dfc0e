import { describe, expect, it } from 'vitest';
import { readings } from '../../support/crash/oracle.ts';
import { runningServers } from '../../support/servers/running.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { oneOfEachKind, titleOf } from '../../support/stand/subject.ts';
import { type Entry, type Kill, kill } from './kill.ts';
import { describeKill, killsOf, messagesOf } from './matrix.ts';

/** Decides which kills are tried; `npm run crash` tries them all. CRASH_SEED repeats a run. */
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1_000));
const stride = exhaustive ? 30 : 60;

const kinds = await oneOfEachKind(runningServers(), (index, able) => (seed + index) % able);
/** Those whose turn it is by the seed. */
const subjects = kinds.filter((_, index) => (seed + index) % (exhaustive ? 2 : kinds.length) === 0);

const cases = subjects.map((subject, index) => {
  const rotation = (seed + index) % 2 === 0 ? 'first' : 'later';
  const entry: Entry = { subject, asks: 'rotate', rotation };
  return { title: titleOf(subject), rotation, entry, index };
});

/** Every change of the store once, and one in so many of all the other points. */
function sampleOf(entry: Entry, messages: readonly string[], shift: number): Kill[] {
  const changes = /^(PutSecretValue|UpdateSecretVersionStage) /;
  return killsOf(entry, messages, false)
    .filter(({ point }, index) => {
      const changed = point?.moment === 'after' && changes.test(messages[point.number - 1] ?? '');
      return changed || (index + seed) % stride === 0;
    })
    .map((one, index) => ({ ...one, reading: readings[(index + shift) % readings.length] ?? one.reading }));
}

describe.each(cases)(
  `killed in the $rotation rotation of $title (CRASH_SEED=${seed})`,
  ({ entry, index }) => {
    it('leaves no unknown credential, keeps readers in where it can, and converges when it is run again', async () => {
      const sample = sampleOf(entry, await messagesOf(entry), seed + index);
      // A rotation stores once and moves three stages.
      expect(sample.length).toBeGreaterThanOrEqual(4);
      const broken: string[] = [];
      let killed = 0;
      for (const one of sample) {
        const seen = await kill(one);
        killed += seen.killed ? 1 : 0;
        if (seen.problems.length > 0) broken.push([describeKill(one, seen), ...seen.problems].join('\n  '));
      }
      expect(broken).toEqual([]);
      expect(killed).toBeGreaterThan(0);
    });
  },
);
