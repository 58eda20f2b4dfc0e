import { describe, expect, it } from 'vitest';
import { startCloud } from '../../support/stand/cloud.ts';
import { retire, rollback, rotate } from '../../support/stand/rotate.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';
import { sweep } from '../../support/stand/sweep.ts';
import { Timepiece } from '../../support/stand/timepiece.ts';

const minute = 60_000;
const cases = (await subjectsUnderTest())
  .filter(({ dual, strategy }) => dual && strategy !== 'none')
  .map((subject) => ({ subject, title: titleOf(subject) }));

describe.concurrent.each(cases)('$title', ({ subject }) => {
  it('refuses no client that uses a value it has cached for an hour, whatever comes in between', async () => {
    const clock = new Timepiece();
    await using cloud = await startCloud(subject.certificateAuthorityFile, { clock });
    await using ready = await subject.prepare(cloud);
    const { secret } = ready;
    await cloud.tag(secret, { 'rotation:grace': '24h', 'rotation:idle': '24h' });
    const byHand = () => rotate(cloud, subject.type, secret, { clock, endGrace: false });
    const scheduled = async (schedule: string) => {
      await cloud.tag(secret, { 'rotation:schedule': schedule });
      return sweep(cloud, subject.type, { clock });
    };
    const events = [
      byHand,
      byHand,
      () => scheduled('every:1m'),
      () => scheduled('weekly:mon+thu:03:00'),
      () => rollback(cloud, subject.type, secret, { clock }),
      byHand,
      () => retire(cloud, subject.type, secret, { clock }),
    ];
    const cached: string[] = [];
    const refused: (string | undefined)[] = [];
    const outcomes: string[] = [];
    for (const event of events) {
      cached.push(await storedValue(cloud, secret));
      outcomes.push((await event()).Outcome);
      clock.pass(5 * minute);
      for (const value of new Set(cached)) refused.push(await ready.logIn?.(value));
    }
    expect(refused.filter((answer) => answer !== undefined)).toEqual([]);
    expect(outcomes).toEqual(['rotated', 'in-grace', 'swept', 'swept', 'rolled-back', 'in-grace', 'kept']);
  });
});
