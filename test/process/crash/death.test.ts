import { describe, expect, it } from 'vitest';
import { lookAt } from '../../support/crash/credentials-kept.ts';
import { brokenByKill, brokenInTheEnd, type Reading, readings } from '../../support/crash/oracle.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { Death, Died, type HaltPoint } from '../../support/stand/halt.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { stretched } from '../../support/stand/stretched.ts';
import { type ReadySecret, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

/** Of so many points one is tried, another one for each subject. */
const stride = exhaustive ? 1 : 14;

const cases = (await subjectsUnderTest()).map((subject, index) => ({
  subject,
  index,
  title: titleOf(subject),
  reading: readings[index % readings.length] ?? readings[0],
}));

/** What is before one call is after the one before it, but for the first. */
function pointOf(count: number): HaltPoint {
  return count === 0 ? { number: 1, moment: 'before' } : { number: count, moment: 'after' };
}

/**
 * Ends a rotation there, and runs it again. The time it has is short, as the next one waits for the end of it where a
 * key was issued that nobody has stored. What went wrong; nothing where it was over before.
 */
async function dieAt(
  cloud: Cloud,
  ready: ReadySecret,
  { type, ...subject }: Subject,
  reading: Reading,
  point: HaltPoint,
): Promise<string[] | undefined> {
  const { secret } = ready;
  const { current = '' } = await stagesOf(cloud, secret);
  const death = new Death(point);
  const timeout = stretched(5_000);
  const end = await rotate(cloud, type, secret, { halt: death, timeout }).catch((error: unknown) => error);
  if (death.at === undefined) return undefined;
  if (end instanceof Error && !(end instanceof Died)) return [`died ${death.at} with ${end}`];
  const killed = brokenByKill(await lookAt(cloud, ready), current, { type, ...subject }, reading);
  const { Outcome } = await rotate(cloud, type, secret);
  const left = brokenInTheEnd(await lookAt(cloud, ready), { type, ...subject }, reading);
  return [
    ...killed.map((text) => `${death.at}: ${text}`),
    ...(/^(rotated|already-current)$/.test(Outcome) ? [] : [`${death.at}, run again: ${Outcome}`]),
    ...left.map((text) => `${death.at}, in the end: ${text}`),
  ];
}

/** A secret of the subject under its reading, with a previous value or without one. */
async function begin({ subject, reading }: (typeof cases)[number], rotation: 'first' | 'later') {
  const cloud = await startCloud(subject.certificateAuthorityFile, { switches: reading });
  const ready = await subject.prepare(cloud);
  if (rotation === 'later') await rotate(cloud, subject.type, ready.secret);
  return {
    cloud,
    ready,
    [Symbol.asyncDispose]: async () => {
      await ready[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

describe.each(cases)('an instance that ends in the middle of a rotation of $title', (one) => {
  const { subject, index, reading } = one;

  const rotations = (['first', 'later'] as const).filter((_, at) => exhaustive || at === index % 2);
  it.each(rotations)(
    'leaves no unknown credential, and the next converges: the %s rotation',
    async (rotation) => {
      const broken: string[] = [];
      await using later = await begin(one, rotation);
      let tried = 0;
      for (let count = index % stride; ; count += stride) {
        // What a first rotation makes is there from then on.
        await using fresh = rotation === 'first' ? await begin(one, rotation) : undefined;
        const { cloud, ready } = fresh ?? later;
        const problems = await dieAt(cloud, ready, subject, reading, pointOf(count));
        if (problems === undefined) break;
        tried += 1;
        broken.push(...problems);
      }
      expect(broken).toEqual([]);
      expect(tried).toBeGreaterThan(exhaustive ? 10 : 0);
    },
  );
});
