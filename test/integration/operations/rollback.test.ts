import { describe, expect, it } from 'vitest';
import { lookAt } from '../../support/crash/credentials-kept.ts';
import { brokenInTheEnd, readings } from '../../support/crash/oracle.ts';
import { Application } from '../../support/stand/application.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rollback, rotate, runStep } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type ReadySecret, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';
import { giveWrongValue } from '../../support/stand/wrong-value.ts';

const subjects = await subjectsUnderTest();

/** Each subject under one reading of KMS; the protocol's own tests have them all. */
const cases = subjects.map((subject, index) => ({
  subject,
  title: titleOf(subject),
  reading: readings[index % readings.length] ?? readings[0],
}));

async function begin({ subject, reading }: (typeof cases)[number]) {
  const cloud = await startCloud(subject.certificateAuthorityFile, { switches: reading });
  const ready = await subject.prepare(cloud);
  return {
    cloud,
    ready,
    secret: ready.secret,
    rotate: (token: string) => rotate(cloud, subject.type, ready.secret, { token }),
    back: () => rollback(cloud, subject.type, ready.secret),
    step: (step: 'createSecret' | 'setSecret', token: string) =>
      runStep(cloud, subject.type, ready.secret, step, token),
    broken: async () => brokenInTheEnd(await lookAt(cloud, ready), subject, reading),
    [Symbol.asyncDispose]: async () => {
      await ready[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

/** Applications that log in all the while, and what they were refused. */
async function underLoad(cloud: Cloud, ready: ReadySecret, turns: readonly (() => Promise<unknown>)[]) {
  await using fresh = new Application(cloud, ready, 'fresh');
  await using caching = new Application(cloud, ready, 'caching');
  for (const turn of turns) {
    await Promise.all([fresh.refresh(), caching.refresh()]);
    await turn();
  }
  await Promise.all([fresh.refresh(), caching.refresh()]);
  return [...fresh.tally.refusals, ...caching.tally.refusals];
}

/** What holds in whatever way a secret is rotated: where not all is tried, every second subject shows it. */
const inTurn = (turn: number) => (_: unknown, index: number) => exhaustive || index % 2 === turn;

const dual = cases.filter(({ subject }) => subject.dual);
const installed = ({ subject }: { subject: Subject }) => subject.strategy !== 'none';

describe.each(dual.filter(inTurn(0)))('a rollback of $title', (one) => {
  it('goes back, forth and on to a new value, and refuses nobody', async () => {
    await using scene = await begin(one);
    const { cloud, ready, secret } = scene;
    const values: string[] = [];
    const outcomes: string[] = [];
    const said: string[] = [];
    const read = async () => void values.push(await storedValue(cloud, secret));
    const turns = [() => scene.rotate('T1'), scene.back, scene.back, scene.back, () => scene.rotate('T2')];
    await read();
    const refusals = await underLoad(
      cloud,
      ready,
      turns.map((turn) => async () => {
        const result = await turn();
        outcomes.push(result.Outcome);
        said.push(JSON.stringify(result));
        await read();
      }),
    );
    expect(refusals).toEqual([]);
    expect(outcomes).toEqual(['rotated', 'rolled-back', 'rolled-back', 'rolled-back', 'rotated']);
    const [first, second, third, fourth, fifth, sixth] = values;
    expect([third, fourth, fifth]).toEqual([first, second, first]);
    expect([first, second]).not.toContain(sixth);
    for (const part of values.flatMap(ready.privateParts)) expect(said.join()).not.toContain(part);
    expect(await scene.broken()).toEqual([]);
  });
});

describe.each(dual.filter(installed).filter(inTurn(0)))('a half-done rotation of $title', (one) => {
  it('is undone: the current value stays, and the next rotation refuses nobody', async () => {
    await using scene = await begin(one);
    const { cloud, ready, secret } = scene;
    await cloud.tag(secret, { 'rotation:grace': '0m:accepted' });
    await scene.rotate('T1');
    const before = await storedValue(cloud, secret);
    const refusals = await underLoad(cloud, ready, [
      () => scene.step('createSecret', 'T2'),
      () => scene.step('setSecret', 'T2'),
      async () => expect(await scene.back()).toMatchObject({ Outcome: 'rolled-back', VersionId: 'T1' }),
      async () => expect(await storedValue(cloud, secret)).toBe(before),
      () => scene.rotate('T3'),
    ]);
    expect(refusals).toEqual([]);
    expect(await stagesOf(cloud, secret)).toMatchObject({
      current: 'T3',
      previous: 'T1',
      pending: undefined,
    });
    expect(await scene.broken()).toEqual([]);
  });
});

describe.each(cases.filter(installed).filter(inTurn(1)))(
  'a previous value of $title that works no more',
  (one) => {
    it('is refused as the way back, and nothing is changed', async () => {
      await using scene = await begin(one);
      const { cloud, ready, secret } = scene;
      await scene.rotate('T1');
      if (one.subject.dual) await giveWrongValue(cloud, ready, 'ACSPrevious');
      const state = async () => [
        await stagesOf(cloud, secret),
        await ready.changes?.(),
        await ready.logIn?.(await storedValue(cloud, secret)),
      ];
      const before = await state();
      const refusals = await ready.watchRefusals();
      const failure = await scene.back().catch((error) => error);
      expect(await refusals()).toBeLessThanOrEqual(1);
      expect(failure).toMatchObject({ aftermath: 'untouched' });
      expect(['refused', 'secret-malformed', 'stage-conflict']).toContain(failure.code);
      expect(await state()).toEqual(before);
    });
  },
);

describe.each(cases.filter(({ subject }) => !subject.dual))('a half-done rotation of $title', (one) => {
  it('is undone: the current value is set again, and logs in', async () => {
    await using scene = await begin(one);
    const { cloud, ready, secret } = scene;
    const before = await storedValue(cloud, secret);
    await scene.step('createSecret', 'T1');
    await scene.step('setSecret', 'T1');
    expect(await ready.logIn?.(before)).toBeDefined();
    expect(await scene.back()).toMatchObject({ Outcome: 'rolled-back', VersionId: 'v0' });
    expect(await storedValue(cloud, secret)).toBe(before);
    expect(await ready.logIn?.(before)).toBeUndefined();
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'v0', pending: undefined });
    expect(await scene.rotate('T2')).toMatchObject({ Outcome: 'rotated' });
    expect(await scene.broken()).toEqual([]);
  });
});
