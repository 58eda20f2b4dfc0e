import { describe, expect, it } from 'vitest';
import { startAgedCloud } from '../../support/stand/aged-cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type ReadySecret, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';
import { sweep } from '../../support/stand/sweep.ts';

const subjects = await subjectsUnderTest();
/** Turns and failures are one code for all: where not all is tried, every second subject shows them. */
const cases = subjects
  .filter((_, index) => exhaustive || index % 2 === 0)
  .map((subject) => ({ subject, title: titleOf(subject) }));

const daily = { 'rotation:schedule': 'every:1d', 'rotation:grace': '12h' };
const countOf = ({ ownServer }: Subject) => (ownServer ? 1 : 3);

/** Secrets that are due, and one whose value is malformed, where there is such a value. */
async function begin(subject: Subject) {
  const { type, strategy, certificateAuthorityFile, prepare, malformed } = subject;
  const ready: ReadySecret[] = [];
  let broken = 0;
  const cloud = await startAgedCloud(certificateAuthorityFile, async (young) => {
    for (let index = 0; index < countOf(subject); index += 1) ready.push(await prepare(young));
    for (const { secret } of ready) await young.tag(secret, daily);
    const [wrong] = malformed(await storedValue(young, ready[0]?.secret ?? ''), 'canary');
    if (!wrong) return;
    broken = 1;
    await young.createSecret('Broken', wrong.value, {
      'rotation:type': type,
      'rotation:strategy': strategy,
      ...daily,
    });
  });
  return {
    cloud,
    ready,
    broken,
    [Symbol.asyncDispose]: async () => {
      for (const one of ready) await one[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

describe.each(cases)('a sweep over secrets of $title', ({ subject }) => {
  it('rotates each that is due, one at a time on a server, and goes on after one that fails', async () => {
    await using scene = await begin(subject);
    const { cloud, ready, broken } = scene;
    const refusals = await Promise.all(ready.map((one) => one.watchRefusals()));
    const before = await Promise.all(ready.map(({ secret }) => storedValue(cloud, secret)));
    const inside = new Set<string>();
    let most = 0;
    const result = await sweep(cloud, subject.type, { concurrency: 4, perServer: 1 }, (event) => {
      if (event.event === 'service-opened') inside.add(event.secret);
      if (event.event === 'step-finished' && event.step === 'finishSecret') inside.delete(event.secret);
      most = Math.max(most, inside.size);
    });
    // Where the broken one names an account of the others, it may have to wait for its turn.
    const { rotated, failed = 0, postponed = 0 } = result.Counts;
    expect([rotated, failed + postponed]).toEqual([ready.length, broken]);
    expect(JSON.stringify(result)).not.toContain('canary');
    if (subject.strategy !== 'none') expect(most).toBe(1);
    for (const [index, { secret, logIn }] of ready.entries()) {
      const value = await storedValue(cloud, secret);
      expect(value).not.toBe(before[index]);
      expect(await logIn?.(value)).toBeUndefined();
    }
    for (const refused of refusals) expect(await refused()).toBe(0);
    const again = await sweep(cloud, subject.type, { verify: true });
    // Some subjects accept a grace of no length.
    const { retired = 0, verified = 0, ...others } = again.Counts;
    expect(retired + verified).toBe(ready.length);
    expect(others).toEqual(broken ? { failed: 1 } : {});
  });
});
