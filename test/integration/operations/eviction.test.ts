import { afterAll, describe, expect, it } from 'vitest';
import { startCloud } from '../../support/stand/cloud.ts';
import { evictAll } from '../../support/stand/evict-all.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { statusOf } from '../../support/stand/status.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type OpenSession, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';

const sessions = exhaustive ? 20 : 5;
const cases = (await subjectsUnderTest()).map((subject) => ({
  subject,
  title: titleOf(subject),
}));
const times: string[] = [];
afterAll(() => process.stdout.write(`${['time to eviction:', ...times].join('\n  ')}\n`));

describe.concurrent.each(cases)('$title', ({ subject, title }) => {
  const { type, certificateAuthorityFile } = subject;

  it(`shuts out who has a leaked value and ${sessions} open sessions, and lets the new value in`, async () => {
    await using cloud = await startCloud(certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const { secret } = ready;
    const leaked = [await storedValue(cloud, secret)];
    await rotate(cloud, type, secret);
    leaked.push(await storedValue(cloud, secret));
    const used = subject.dual ? leaked : leaked.slice(1);
    const open: OpenSession[] = [];
    while (open.length < sessions && ready.openSession) {
      const opening = [0, 1, 2, 3, 4].map((made) => ready.openSession?.(used[made % used.length] ?? ''));
      open.push(...(await Promise.all(opening)).filter((session) => session !== undefined));
    }
    const answers = () => Promise.all(open.map((session) => session.answers()));
    expect(await answers()).toEqual(open.map(() => true));
    const evidence = await evictAll(cloud, subject, ready);
    expect(await answers()).toEqual(open.map(() => false));
    await Promise.all(open.map((session) => session[Symbol.asyncDispose]()));
    times.push(`${title}: ${evidence?.EvictionMs} ms`);
    const isInstalled = ready.logIn !== undefined;
    expect(evidence).toMatchObject({
      Reason: 'a value has leaked',
      Replaced: leaked.map(() => ({ Proof: isInstalled ? 'refused' : 'nothing-to-try' })),
      ...(ready.openSession && { Sessions: { Found: sessions, Ended: sessions } }),
    });
    if (ready.logIn) for (const value of leaked) expect(await ready.logIn(value)).toBeDefined();
    expect(await ready.logIn?.(await storedValue(cloud, secret))).toBeUndefined();
    expect(await ready.kept?.()).toBe(isInstalled ? (subject.left ?? 1) : undefined);
    expect((await stagesOf(cloud, secret)).pending).toBeUndefined();
    expect(JSON.stringify(evidence)).not.toContain(ready.privateParts(leaked[0] ?? '')[0]);
  });
});

/** By the same code for each: where not all is tried, every other one shows it. */
const again = cases.filter((_, index) => exhaustive || index % 2 === 0);

describe.concurrent.each(again)('$title', ({ subject }) => {
  const { type, certificateAuthorityFile } = subject;

  it('is the same emergency when it is asked for again, and leaves the next rotation as it was', async () => {
    await using cloud = await startCloud(certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const { secret } = ready;
    await evictAll(cloud, subject, ready, { token: 'E-1' });
    await evictAll(cloud, subject, ready, { token: 'E-1' });
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'emergency-E-1', pending: undefined });
    const next = await rotate(cloud, type, secret);
    expect(next.Outcome).toBe('rotated');
    expect(await ready.logIn?.(await storedValue(cloud, secret))).toBeUndefined();
    if (subject.dual)
      expect(await ready.logIn?.(await storedValue(cloud, secret, 'emergency-E-1'))).toBeUndefined();
    expect(await statusOf(cloud, secret)).toContain('failures=0');
  });
});
