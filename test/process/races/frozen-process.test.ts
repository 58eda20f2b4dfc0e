import { describe, expect, it } from 'vitest';
import { happenings, lateMoves, problemsOf, type Sleeper } from '../../support/crash/frozen.ts';
import { readings } from '../../support/crash/oracle.ts';
import type { Scene } from '../../support/crash/scene.ts';
import { invoke } from '../../support/stand/bundle.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { firstOfEach, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const all = await subjectsUnderTest();
/** Where not all is tried: one that holds two credentials, and one that cannot. */
const chosen = exhaustive
  ? all
  : firstOfEach(
      all.filter(({ locks }) => locks),
      ({ dual }) => String(dual),
    );

const cases = chosen.flatMap((subject, index) => {
  const one = { subject, title: titleOf(subject), reading: readings[index % readings.length] ?? readings[0] };
  if (!exhaustive)
    return [{ ...one, happening: happenings[index % 2] ?? happenings[0], lateMove: lateMoves[0] }];
  return happenings.flatMap((happening) => lateMoves.map((lateMove) => ({ ...one, happening, lateMove })));
});

/** Of the calls that move a stage, the one on which the process is stopped, counted from 0. */
const counts = exhaustive ? [0, 1, 2] : [1];

/**
 * Stops the process of an instance while its call is on its way to the store, which hears it once the process goes on.
 * Nothing where there are fewer calls.
 */
async function freezeAtMove(
  { cloud, ready: { secret }, cut }: Scene,
  { type }: Subject,
  count: number,
): Promise<Sleeper | undefined> {
  let pid = 0;
  let wake = () => {};
  const isAwake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let freeze = (_: 'frozen') => {};
  const isFrozen = new Promise<'frozen'>((resolve) => {
    freeze = resolve;
  });
  const until = () => {
    process.kill(pid, 'SIGSTOP');
    freeze('frozen');
    return isAwake;
  };
  cloud.sandbox.faults.ask({
    action: 'UpdateSecretVersionStage',
    skip: count,
    fault: { kind: 'hold', until, when: 'before' },
  });
  const event = { Operation: 'rotate', SecretId: secret, ClientRequestToken: 'frozen', EndGrace: true };
  const started = (one: number) => {
    pid = one;
  };
  const end = invoke(cloud, type, event, { started });
  const came = await Promise.race([isFrozen, end]);
  if (came !== 'frozen') return undefined;
  return {
    at: `stopped at move ${count + 1}`,
    loseLock: async () => cut(),
    wake: () => {
      process.kill(pid, 'SIGCONT');
      wake();
      return end;
    },
  };
}

describe.each(cases)(
  'a stopped process that rotates $title, with $happening and late moves that $lateMove',
  (one) => {
    it.each(counts)(
      'loses no credential and leaves the current value working, stopped at move %i',
      async (count) => {
        const problems = await problemsOf(one, (scene) => freezeAtMove(scene, one.subject, count));
        expect(problems ?? []).toEqual([]);
      },
    );
  },
);
