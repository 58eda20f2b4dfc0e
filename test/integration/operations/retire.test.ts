import { describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { asAdmin, login, openSession } from '../../support/stand/login.ts';
import { plan, retire, rotate } from '../../support/stand/rotate.ts';
import { prepare, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { statusOf, tagOf } from '../../support/stand/status.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type Subject, titleOf } from '../../support/stand/subject.ts';
import { subjectsUnderTest } from '../../support/stand/subjects-under-test.ts';
import { Timepiece } from '../../support/stand/timepiece.ts';

const hour = 3_600_000;
const subjects = (await subjectsUnderTest()).filter(({ strategy }) => strategy !== 'none');
const cases = subjects.map((subject) => ({ subject, title: titleOf(subject) }));
/** Where the service tells who is logged in with the previous value. */
const measured = cases.filter(({ subject }) => subject.dual && subject.type.startsWith('rds-'));

async function begin({ type, certificateAuthorityFile, prepare }: Subject) {
  const clock = new Timepiece();
  const cloud = await startCloud(certificateAuthorityFile, { clock });
  const ready = await prepare(cloud);
  return {
    clock,
    cloud,
    ready,
    rotate: (token: string) => rotate(cloud, type, ready.secret, { clock, token }),
    retire: () => retire(cloud, type, ready.secret, { clock }),
    logIn: async (version: string) => ready.logIn?.(await storedValue(cloud, ready.secret, version)),
    [Symbol.asyncDispose]: async () => {
      await ready[Symbol.asyncDispose]();
      await cloud[Symbol.asyncDispose]();
    },
  };
}

describe.concurrent.each(cases)('$title', ({ subject }) => {
  it('ends the previous value after its grace, proves it, and tries it no more', async () => {
    await using scene = await begin(subject);
    const { ready, cloud, clock } = scene;
    await scene.rotate('T-1');
    clock.pass(25 * hour);
    expect(await scene.retire()).toMatchObject({ Outcome: 'retired', VersionId: 'v0' });
    expect(await scene.logIn('v0')).toBeDefined();
    expect(await scene.logIn('T-1')).toBeUndefined();
    expect(await ready.kept?.()).toBe(subject.left ?? 1);
    const refusals = await ready.watchRefusals();
    expect(await scene.retire()).toMatchObject({
      Outcome: 'retired',
      Reason: expect.stringContaining('already ended'),
    });
    expect(await refusals()).toBe(0);
    expect(await stagesOf(cloud, ready.secret)).toMatchObject({ current: 'T-1', previous: 'v0' });
    expect((await scene.rotate('T-2')).Outcome).toBe('rotated');
    expect(await scene.logIn('T-2')).toBeUndefined();
    if (subject.dual) expect(await scene.logIn('T-1')).toBeUndefined();
    expect(await statusOf(cloud, ready.secret)).not.toContain('retired');
  });
});

describe.concurrent.each(measured)('$title', ({ subject }) => {
  it('lets a reader keep the previous value past the grace, says who it is, and ends it once he is gone', async ({
    expect,
  }) => {
    await using scene = await begin(subject);
    const { ready, cloud, clock } = scene;
    await using reader = await ready.openSession?.(await storedValue(cloud, ready.secret));
    await scene.rotate('T-1');
    await using other = await ready.openSession?.(await storedValue(cloud, ready.secret));
    expect(await scene.retire()).toMatchObject({ Outcome: 'kept', Reason: expect.stringContaining('grace') });
    const planned = await plan(cloud, subject.type, ready.secret, { clock });
    expect(planned.Plan?.PreviousUsers).toMatchObject([{ Sessions: 1 }]);
    clock.pass(25 * hour);
    const kept = await scene.retire();
    expect(kept).toMatchObject({
      Outcome: 'kept',
      Reason: expect.stringMatching(/used: 1 session of \w+ from /),
    });
    expect(await scene.logIn('v0')).toBeUndefined();
    expect(await reader?.answers()).toBe(true);
    await reader?.[Symbol.asyncDispose]();
    await expect.poll(async () => (await scene.retire()).Outcome, { interval: 200 }).toBe('retired');
    expect(await scene.logIn('v0')).toBeDefined();
    expect(await other?.answers()).toBe(true);
  });
});

/** Where a state tells which sessions are from before a promotion. */
const marked = cases.filter(({ subject }) => subject.strategy === 'dual-password');

describe.concurrent.each(marked)('$title', ({ subject }) => {
  it('keeps the previous value for a session that is younger than the promotion before, whose state was put back', async ({
    expect,
  }) => {
    await using scene = await begin(subject);
    const { ready, cloud, clock } = scene;
    await scene.rotate('T-1');
    const stale = await tagOf(cloud, ready.secret, 'rotation:state');
    if (stale === undefined) return expect.unreachable();
    await using reader = await ready.openSession?.(await storedValue(cloud, ready.secret));
    await scene.rotate('T-2');
    await cloud.tag(ready.secret, { 'rotation:state': stale });
    clock.pass(25 * hour);
    const usersSeen = async () => {
      const planned = await plan(cloud, subject.type, ready.secret, { clock });
      return planned.Plan?.PreviousUsers;
    };
    expect(await usersSeen()).toBeUndefined();
    expect(await scene.retire()).toMatchObject({
      Outcome: 'kept',
      Reason: expect.stringContaining('used: 1 session'),
    });
    expect(await usersSeen()).toMatchObject([{ Sessions: 1 }]);
    expect(await scene.logIn('T-1')).toBeUndefined();
    await reader?.[Symbol.asyncDispose]();
    await expect.poll(async () => (await scene.retire()).Outcome, { interval: 200 }).toBe('retired');
  });
});

describe.concurrent.each(engines('mysql'))('$engine $version', (server) => {
  it('is not unused while nobody here sees who is logged in, as the previous value is refused', async ({
    expect,
  }) => {
    const clock = new Timepiece();
    await using cloud = await startCloud(server.certificateAuthorityFile, { clock });
    const setting = settings.find((one) => one.engine === server.engine && !one.type.endsWith('postgresql'));
    if (setting === undefined) return expect.unreachable();
    const byTurns = { ...setting, strategy: 'alternating-users', actor: 'admin' } as const;
    const { secret, account, admin } = await prepare(cloud, server, byTurns);
    const root = (statement: string) => asAdmin(server, (query) => query(statement));
    const end = () => retire(cloud, setting.type, secret, { clock });
    await rotate(cloud, setting.type, secret, { clock });
    clock.pass(25 * hour);
    const byHand = { user: account.user, password: 'Set-by-somebody-1' };
    await root(`alter user '${byHand.user}'@'%' identified by '${byHand.password}'`);
    await root(`revoke process on *.* from '${admin.user}'@'%'`);
    await using application = await openSession(server, byHand);
    const grant = `grant process on *.* to \`${admin.user}\`@\`%\`;`;
    expect(await end()).toMatchObject({ Outcome: 'kept', Reason: expect.stringContaining(grant) });
    const planned = await plan(cloud, setting.type, secret, { clock });
    expect(planned.Plan?.PreviousUsers).toContain(grant);
    expect(await login(server, byHand)).toBeUndefined();
    await root(grant);
    expect(await end()).toMatchObject({
      Outcome: 'kept',
      Reason: expect.stringContaining('used: 1 session'),
    });
    expect(await application.answers()).toBe(true);
    await application[Symbol.asyncDispose]();
    await expect.poll(async () => (await end()).Outcome, { interval: 200 }).toBe('retired');
    expect(await login(server, byHand)).toBeDefined();
  });
});
