import { describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { evictAll } from '../../support/stand/evict-all.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { Halt, type HaltPoint } from '../../support/stand/halt.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { allValues, stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type OpenSession, type ReadySecret, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

/** Of so many points one is tried, another one for each subject. */
const sample = exhaustive ? 1 : 20;
const most = 60;

const subjects = (await subjectsUnderTest()).filter(({ strategy }) => strategy !== 'none');
const cases = subjects
  .filter((_, index) => exhaustive || index % 2 === 0)
  .map((subject, index) => ({ subject, index, title: titleOf(subject) }));

function pointsOf(index: number): HaltPoint[] {
  const all = Array.from({ length: most }, (_, count) => ({
    number: 1 + (count >> 1),
    moment: count % 2 === 0 ? ('before' as const) : ('after' as const),
  }));
  return all.filter((_, count) => count % sample === index % sample);
}

/** Somebody who has leaked whichever value lets him in. */
async function breakIn(cloud: Cloud, { secret, openSession }: ReadySecret): Promise<OpenSession | undefined> {
  for (const value of await allValues(cloud, secret)) {
    const session = await openSession?.(value).catch(() => undefined);
    if (session) return session;
  }
  return undefined;
}

/** Stops a rotation there, evicts everybody, and lets the stopped one go on. False where it was over before. */
async function evictAt(cloud: Cloud, ready: ReadySecret, subject: Subject, point: HaltPoint) {
  const { type, locks } = subject;
  const { secret } = ready;
  const halt = new Halt(point);
  const slow = rotate(cloud, type, secret, { halt }).then(
    ({ Outcome }) => Outcome,
    ({ code }) => code ?? 'bug',
  );
  await Promise.race([halt.reached, slow]);
  if (halt.at === undefined) return undefined;
  const thief = await breakIn(cloud, ready);
  await evictAll(cloud, subject, ready);
  const made = (await stagesOf(cloud, secret)).current;
  const old = (await allValues(cloud, secret)).slice(1);
  const seen = {
    thief: await thief?.answers(),
    old: await Promise.all(old.map(async (value) => (await ready.logIn?.(value)) !== undefined)),
    kept: await ready.kept?.(),
  };
  await thief?.[Symbol.asyncDispose]();
  // Who has just seen that it has the lock may still send the one call: KMS takes no condition, nor does a receiver.
  const goesOn = locks && !/before (putPending|move)|after confirmLock/.test(halt.at);
  if (goesOn) halt.release();
  const loser = goesOn ? await slow : 'gone';
  const current = await ready.logIn?.(await storedValue(cloud, secret));
  const stages = await stagesOf(cloud, secret);
  return {
    ...seen,
    at: halt.at,
    loser,
    current,
    pending: stages.pending,
    made,
    moved: stages.current !== made,
    keptInTheEnd: await ready.kept?.(),
  };
}

describe.concurrent.each(cases)('$title', ({ subject, index }) => {
  it(`evicts everybody with a rotation stopped ${exhaustive ? 'at each of its calls' : 'half-way'}`, async () => {
    await using cloud = await startCloud(subject.certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    await rotate(cloud, subject.type, ready.secret);
    let tried = 0;
    for (const point of pointsOf(index)) {
      const end = await evictAt(cloud, ready, subject, point);
      if (end === undefined) break;
      tried += 1;
      expect(end, end.at).toMatchObject({
        kept: subject.left ?? 1,
        current: undefined,
        pending: undefined,
      });
      expect(end.made, end.at).toMatch(/^emergency-/);
      // Who had not looked yet begins anew, after the emergency.
      if (!/describe|before readCurrent/.test(end.at))
        expect(end, end.at).toMatchObject({ keptInTheEnd: subject.left ?? 1, moved: false });
      expect(end.thief ?? false, end.at).toBe(false);
      expect(end.old, end.at).toEqual(end.old.map(() => true));
      expect(end.loser).not.toBe('bug');
    }
    expect(tried).toBeGreaterThan(exhaustive ? 15 : 1);
  });
});
