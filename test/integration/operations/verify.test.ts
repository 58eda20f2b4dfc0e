import { describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotate, runStep, verify } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type ReadySecret, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';
import { giveWrongValue } from '../../support/stand/wrong-value.ts';

const subjects = await subjectsUnderTest();
const cases = subjects.map((subject) => ({ subject, title: titleOf(subject) }));
/** A wrong key is no key: it is told from its form. */
const guessable = cases.filter(({ subject }) => !['none', 'ssh-key'].includes(subject.strategy));
const byAdmin = guessable.filter(({ subject }) => subject.actor === 'admin');
/** One code refuses it for all strategies of a type. */
const withoutAdmin = guessable
  .filter(({ subject }) => subject.actor !== 'admin')
  .filter(
    ({ subject }, index, all) =>
      exhaustive || all.findIndex((other) => other.subject.type === subject.type) === index,
  );
const single = cases.filter(({ subject }) => !subject.dual);

async function begin({ type, certificateAuthorityFile, prepare }: Subject) {
  const cloud = await startCloud(certificateAuthorityFile);
  const ready = await prepare(cloud);
  return {
    cloud,
    ready,
    rotate: (token: string) => rotate(cloud, type, ready.secret, { token }),
    verify: (repair = false, account?: string) =>
      verify(cloud, type, ready.secret, { repair, ...(account && { account }) }),
    step: (step: 'createSecret' | 'setSecret', token: string) =>
      runStep(cloud, type, ready.secret, step, token),
    [Symbol.asyncDispose]: async () => {
      await ready[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

/** Everything that could have been changed. */
async function stateOf(cloud: Cloud, ready: ReadySecret) {
  return [await stagesOf(cloud, ready.secret), await ready.changes?.(), await ready.kept?.()];
}

describe.each(cases)('a secret of $title', ({ subject }) => {
  it('is verified by one login with each stored value, and nothing is changed', async () => {
    await using scene = await begin(subject);
    const { cloud, ready } = scene;
    await scene.rotate('T1');
    const before = await stateOf(cloud, ready);
    const refusals = await ready.watchRefusals();
    const result = await scene.verify();
    expect(result).toMatchObject({ Outcome: 'verified', VersionId: 'T1' });
    const accepted = subject.strategy === 'none' ? 'nothing-to-try' : 'accepted';
    expect(result.Checks).toMatchObject([
      { Stage: 'current', VersionId: 'T1', State: accepted },
      { Stage: 'previous', VersionId: 'v0', State: subject.dual ? accepted : 'ended' },
    ]);
    const text = JSON.stringify(result);
    for (const version of ['T1', 'v0'])
      for (const part of ready.privateParts(await storedValue(cloud, ready.secret, version)))
        expect(text).not.toContain(part);
    expect(await refusals()).toBe(subject.dual ? 0 : 1);
    expect(await stateOf(cloud, ready)).toEqual(before);
  });
});

describe.each(guessable)('a current value of $title that the service does not know', ({ subject }) => {
  it('is told as drifted after one refused login, and nothing is changed', async () => {
    await using scene = await begin(subject);
    const { cloud, ready } = scene;
    await giveWrongValue(cloud, ready, 'ACSCurrent');
    const before = await stateOf(cloud, ready);
    const refusals = await ready.watchRefusals();
    const result = await scene.verify();
    expect(result).toMatchObject({ Outcome: 'drifted', VersionId: 'wrong' });
    expect(result.Checks?.[0]).toMatchObject({ Stage: 'current', State: 'refused' });
    expect(result.Reason).toMatch(/does not log in/);
    expect(await refusals()).toBeLessThanOrEqual(1);
    expect(await stateOf(cloud, ready)).toEqual(before);
  });
});

describe.each(byAdmin)('a current value of $title that the service does not know', ({ subject }) => {
  it('is set again by the admin where that is asked for, and the next rotation goes through', async () => {
    await using scene = await begin(subject);
    const { cloud, ready } = scene;
    await giveWrongValue(cloud, ready, 'ACSCurrent');
    const { AccountName: account } = JSON.parse(await storedValue(cloud, ready.secret));
    await expect(scene.verify(true, `${account}x`)).rejects.toMatchObject({ code: 'refused' });
    const repaired = await scene.verify(true, account);
    expect(repaired).toMatchObject({
      Outcome: 'repaired',
      Checks: expect.arrayContaining([expect.objectContaining({ Stage: 'current', State: 'accepted' })]),
    });
    for (const { VersionId, State } of repaired.Checks ?? []) {
      const found = await ready.logIn?.(await storedValue(cloud, ready.secret, VersionId));
      expect(found === undefined, VersionId).toBe(State === 'accepted');
    }
    expect(await ready.logIn?.(await storedValue(cloud, ready.secret))).toBeUndefined();
    expect(await scene.verify()).toMatchObject({ Outcome: 'verified' });
    expect(await scene.rotate('T1')).toMatchObject({ Outcome: 'rotated' });
  });
});

describe.each(withoutAdmin)('a current value of $title that the service does not know', ({ subject }) => {
  it('cannot be repaired where no admin is named, and nothing is changed', async () => {
    await using scene = await begin(subject);
    const { cloud, ready } = scene;
    await giveWrongValue(cloud, ready, 'ACSCurrent');
    const before = await stateOf(cloud, ready);
    await expect(scene.verify(true)).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
    });
    expect(await stateOf(cloud, ready)).toEqual(before);
  });
});

describe.each(single)('a half-done rotation of $title', ({ subject }) => {
  it('is told for what it is, and not repaired over', async () => {
    await using scene = await begin(subject);
    await scene.step('createSecret', 'T1');
    await scene.step('setSecret', 'T1');
    const result = await scene.verify();
    expect(result).toMatchObject({
      Outcome: 'drifted',
      Reason: expect.stringContaining('a rotation is unfinished'),
    });
    expect(result.Checks).toMatchObject([
      { Stage: 'current', State: 'refused' },
      { Stage: 'pending', VersionId: 'T1', State: 'accepted' },
    ]);
    await expect(scene.verify(true)).rejects.toMatchObject({ aftermath: 'untouched' });
    expect(await scene.rotate('T1')).toMatchObject({ Outcome: 'rotated' });
  });
});
