import { describe, expect, it } from 'vitest';
import { Application } from '../../support/stand/application.ts';
import { barrier } from '../../support/stand/barrier.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { Halt } from '../../support/stand/halt.ts';
import { invoke, rotator } from '../../support/stand/in-process.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { firstOfEach, type ReadySecret, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const subjects = await subjectsUnderTest();
/** One of each type: its other strategies and actors take the same lock. */
const full = exhaustive ? subjects : firstOfEach(subjects);
const cases = subjects.map((subject) => ({ subject, title: titleOf(subject) }));
const counts = exhaustive ? [2, 10] : [2];

interface End {
  readonly outcome: string;
  readonly version: unknown;
}

type Contender = (cloud: Cloud, type: string, secret: string) => Promise<End>;

const asFunction: Contender = async (cloud, type, secret) => {
  const { result, failure, stderr } = await invoke(cloud, type, {
    Operation: 'rotate',
    SecretId: secret,
    EndGrace: true,
  });
  const thrown = failure && `thrown ${failure.code}`;
  return { outcome: String(result?.Outcome ?? thrown ?? stderr), version: result?.VersionId };
};

const asOperator: Contender = async (cloud, _, secret) => {
  const { stdout, stderr } = await rotator(cloud, 'rotate', secret, '--end-grace', '--json');
  const answer: { Outcome?: string; VersionId?: string; error?: { code: string } } = JSON.parse(stdout);
  const thrown = answer.error && `thrown ${answer.error.code}`;
  return { outcome: answer.Outcome ?? thrown ?? stderr, version: answer.VersionId };
};

const byTurns: Contender[] = [asFunction, asOperator];

async function underLoad(cloud: Cloud, ready: ReadySecret, work: () => Promise<void>) {
  await using application = new Application(cloud, ready, 'fresh');
  await application.refresh();
  await work();
  await application.refresh();
  return application.tally;
}

/**
 * Where no lock keeps them out, who came so late that the winner's version was there already has gone on with that
 * one, and who learned only after its own call to the service that it has lost ends with an error that says so.
 */
function expectOneWinner(ends: readonly End[], { locks }: Subject): void {
  const winners = ends.filter(({ outcome }) => outcome === 'rotated');
  const losers = ends.filter(({ outcome }) => outcome !== 'rotated').map(({ outcome }) => outcome);
  const lost = locks ? ['superseded'] : ['superseded', 'thrown superseded'];
  expect(losers.filter((outcome) => !lost.includes(outcome))).toEqual([]);
  expect(new Set(winners.map(({ version }) => version)).size).toBe(1);
  if (locks) expect(winners).toHaveLength(1);
}

describe.each(cases)('$title', ({ subject }) => {
  const { type, dual, certificateAuthorityFile } = subject;

  it.each(counts)(
    'has one winner of %i rotations at once, and the service hears of one value',
    async (count) => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const { secret } = ready;
      // The first rotation may have to make the second account; the second one shows what one rotation takes.
      await rotate(cloud, type, secret);
      const first = await ready.changes?.();
      await rotate(cloud, type, secret);
      const second = await ready.changes?.();
      const ends: End[] = [];
      const tally = await underLoad(cloud, ready, async () => {
        // Every contender has read the same current value before the first one goes on; the application reads, too.
        cloud.sandbox.faults.ask({
          action: 'GetSecretValue',
          fault: { kind: 'hold', until: barrier(count + 1), when: 'after' },
          times: Number.POSITIVE_INFINITY,
        });
        const contenders = Array.from({ length: count }, (_, index) => byTurns[index % 2] ?? asFunction);
        ends.push(...(await Promise.all(contenders.map((run) => run(cloud, type, secret)))));
        cloud.sandbox.faults.clear();
      });
      expectOneWinner(ends, subject);
      if (first !== undefined && second !== undefined && subject.locks) {
        expect(second).toBeGreaterThan(first);
        expect(await ready.changes?.()).toBe(second + second - first);
      }
      if (dual) expect(tally.refusals).toEqual([]);
      expect(await ready.logIn?.(await storedValue(cloud, secret))).toBeUndefined();
      expect((await stagesOf(cloud, secret)).pending).toBeUndefined();
    },
  );
});

describe.each(cases.filter(({ subject }) => full.includes(subject)))(
  'late and repeated events for $title',
  ({ subject }) => {
    const { type, certificateAuthorityFile } = subject;

    it('changes nothing as a loser that wakes up after the winner is done', async () => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const { secret } = ready;
      const halt = new Halt({ number: 2, moment: 'after' });
      const slow = rotate(cloud, type, secret, { halt });
      await halt.reached;
      expect(halt.at).toMatch(/^after readCurrent/);
      const winner = await rotate(cloud, type, secret);
      const after = await stagesOf(cloud, secret);
      expect(winner.Outcome).toBe('rotated');
      halt.release();
      expect((await slow).Outcome).toBe('superseded');
      expect(await stagesOf(cloud, secret)).toEqual(after);
      expect(await ready.logIn?.(await storedValue(cloud, secret))).toBeUndefined();
    });

    it('does each step once that is delivered twice at the same moment', async () => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const { secret } = ready;
      for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
        const event = { Step, SecretId: secret, ClientRequestToken: 'T-1' };
        const both = await Promise.all([invoke(cloud, type, event), invoke(cloud, type, event)]);
        for (const { failure } of both) expect(failure, Step).toBeUndefined();
      }
      expect(await stagesOf(cloud, secret)).toEqual({
        current: 'T-1',
        previous: 'v0',
        pending: undefined,
        count: 2,
      });
      expect(await ready.logIn?.(await storedValue(cloud, secret))).toBeUndefined();
    });

    it('changes nothing on a timer event that is retried hours later, after other rotations', async () => {
      await using cloud = await startCloud(certificateAuthorityFile);
      await using ready = await subject.prepare(cloud);
      const { secret } = ready;
      const timer = (triggerTime: string) => ({
        triggerTime,
        triggerName: 'nightly',
        payload: JSON.stringify({ Operation: 'rotate', SecretId: secret }),
      });
      await invoke(cloud, type, timer('2026-11-25T02:00:00Z'));
      await rotate(cloud, type, secret);
      const after = await stagesOf(cloud, secret);
      const late = await invoke(cloud, type, timer('2026-11-25T02:00:00Z'));
      expect(late.result).toMatchObject({ Outcome: 'superseded' });
      expect(await stagesOf(cloud, secret)).toEqual(after);
    });
  },
);
