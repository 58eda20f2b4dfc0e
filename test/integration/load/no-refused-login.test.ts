import { describe, expect, it } from 'vitest';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import { runningServers } from '../../support/servers/running.ts';
import { Application } from '../../support/stand/application.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { findSubjects, type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const subjects = exhaustive ? await findSubjects(runningServers()) : await subjectsUnderTest();
const cases = subjects
  .filter(({ strategy }) => strategy !== 'none')
  .map((subject) => ({ subject, title: titleOf(subject), rotations: rotationsOf(subject) }));

/**
 * A login over SSH takes ten times as long as one to a database, as does a rotation by the API of RDS. Two accounts have
 * both been used before in the third only.
 */
function rotationsOf({ type, dual, strategy, actor }: Subject): number {
  if (!exhaustive) return strategy === 'alternating-users' ? 3 : 2;
  if (!dual) return 20;
  return type === 'generic' || actor === 'rds-api' ? 50 : 200;
}

/** The time in which no stored current value logs in, seen from outside and as the result tells it. */
interface Window {
  readonly set: number;
  readonly promoted: number;
  readonly reported: number | undefined;
}

/** Rotates under applications that log in without a pause, and tells what they saw. */
async function underLoad({ type, prepare, certificateAuthorityFile }: Subject, rotations: number) {
  await using cloud = await startCloud(certificateAuthorityFile);
  await using ready = await prepare(cloud);
  await using fresh = new Application(cloud, ready, 'fresh');
  await using caching = new Application(cloud, ready, 'caching');
  const windows: Window[] = [];
  for (let done = 0; done < rotations; done += 1) {
    // A cached value may live until just before the next rotation: it is the current one as that begins.
    await Promise.all([fresh.refresh(), caching.refresh()]);
    let [set, promoted] = [0, 0];
    const emit = (event: LifecycleEvent) => {
      if (event.event === 'step-started' && event.step === 'setSecret') set = performance.now();
      if (event.event === 'promoted') promoted = performance.now();
    };
    const result = await rotate(cloud, type, ready.secret, { emit });
    expect(result).toMatchObject({ Outcome: 'rotated' });
    windows.push({ set, promoted, reported: result.WindowMs });
  }
  await Promise.all([fresh.refresh(), caching.refresh()]);
  return { fresh: fresh.tally, caching: caching.tally, windows };
}

describe.each(cases.filter(({ subject }) => subject.dual))('$title', ({ subject, rotations }) => {
  it(`refuses no login in ${rotations} rotations, to readers that are fresh and to readers that cache`, async () => {
    const { fresh, caching, windows } = await underLoad(subject, rotations);
    expect([...fresh.refusals, ...caching.refusals]).toEqual([]);
    expect(fresh.logins).toBeGreaterThan(rotations);
    expect(caching.logins).toBeGreaterThan(rotations);
    for (const { reported } of windows) expect(reported).toBeUndefined();
  });
});

describe.each(cases.filter(({ subject }) => !subject.dual))('$title', ({ subject, rotations }) => {
  it(`refuses logins only in the window that it measures, in ${rotations} rotations`, async () => {
    const { fresh, windows } = await underLoad(subject, rotations);
    expect(fresh.logins).toBeGreaterThan(rotations);
    const within = ({ read, ended }: (typeof fresh.refusedIn)[number]) =>
      windows.some(({ set, promoted }) => set <= ended && read <= promoted);
    expect(fresh.refusedIn.filter((login) => !within(login))).toEqual([]);
    for (const { set, promoted, reported = Number.NaN } of windows) {
      expect(reported).toBeGreaterThanOrEqual(0);
      // Both clocks count whole milliseconds of their own.
      expect(reported).toBeLessThanOrEqual(promoted - set + 2);
    }
  });
});
