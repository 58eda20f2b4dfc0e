import { describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import { type Step, Step as Steps } from '../../../shared/engine/rotation/result.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { runningServers } from '../../support/servers/running.ts';
import { invoke } from '../../support/stand/bundle.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { findSubjects, firstOfEach, titleOf } from '../../support/stand/subject.ts';
import { Timepiece } from '../../support/stand/timepiece.ts';

const service = 'fc.aliyuncs.com';
const roleName = 'rotator';
const seconds = 900;

/** One of each function: what it does about its own credentials is the same in all its ways. */
const subjects = firstOfEach((await findSubjects(runningServers())).filter(({ dual }) => dual));
const cases = subjects.map((subject) => ({ subject, title: titleOf(subject) }));

const moments = ['service-opened', ...Steps.options.slice(0, 3)] as const;
const readings = ['InvalidSecurityToken.Expired', 'InvalidAccessKeyId.NotFound'] as const;
const expiries = moments.flatMap((moment, index) => ({
  moment,
  reading: readings[index % 2] ?? readings[0],
}));

const isAt = (event: LifecycleEvent, moment: 'service-opened' | Step) =>
  event.event === moment || (event.event === 'step-finished' && event.step === moment);

async function makeRole(cloud: Cloud): Promise<void> {
  const system = ['AliyunKMSFullAccess', 'AliyunRAMFullAccess'];
  await roleTrusting(cloud.sandbox, roleName, { Service: [service] }, { system });
}

describe.each(cases)('$title', ({ subject }) => {
  it.each(expiries)(
    'is told when the token of its role expires after $moment, answered $reading, and is gone on with by the next',
    async ({ moment, reading }) => {
      const clock = new Timepiece();
      const switches = { expiredToken: reading };
      await using cloud = await startCloud(subject.certificateAuthorityFile, { clock, switches });
      await using ready = await subject.prepare(cloud);
      await makeRole(cloud);
      const began = await storedValue(cloud, ready.secret);
      const asRole = () => fixedCredentials(cloud.sandbox.assumeForService({ service, roleName, seconds }));
      const expire = (event: LifecycleEvent) => {
        if (isAt(event, moment)) clock.pass(seconds * 1_000);
      };
      const cut = rotate(cloud, subject.type, ready.secret, {
        token: 'T-1',
        emit: expire,
        credentials: asRole(),
      });
      await expect(cut).rejects.toMatchObject({
        message: expect.stringContaining('does not accept the credentials'),
      });
      expect((await stagesOf(cloud, ready.secret)).current).toBe('v0');
      expect(await ready.logIn?.(began)).toBeUndefined();
      const next = await rotate(cloud, subject.type, ready.secret, { token: 'T-1', credentials: asRole() });
      expect(next).toMatchObject({ Outcome: 'rotated', VersionId: 'T-1' });
      expect(await stagesOf(cloud, ready.secret)).toEqual({
        current: 'T-1',
        previous: 'v0',
        pending: undefined,
        count: 2,
      });
      expect(await ready.logIn?.(await storedValue(cloud, ready.secret))).toBeUndefined();
    },
  );
});

/** A process for each call: where not all is tried, one function shows it. */
describe.each(exhaustive ? cases : cases.slice(0, 1))('the clock of $title', ({ subject }) => {
  it.each([-20, 20])('changes nothing and says why %i minutes off', async (minutes) => {
    await using cloud = await startCloud(subject.certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const began = await stagesOf(cloud, ready.secret);
    const event = { Operation: 'rotate', SecretId: ready.secret };
    const skewed = await invoke(cloud, subject.type, event, { skew: minutes * 60_000 });
    expect(skewed.failure).toMatchObject({ code: 'store-denied', aftermath: 'untouched' });
    expect(skewed.failure?.message).toContain('clock');
    expect(await stagesOf(cloud, ready.secret)).toEqual(began);
  });

  it('rotates ten minutes off, which signatures allow', async () => {
    await using cloud = await startCloud(subject.certificateAuthorityFile);
    await using ready = await subject.prepare(cloud);
    const event = { Operation: 'rotate', SecretId: ready.secret, EndGrace: true };
    for (const minutes of [-10, 10]) {
      const { result, stderr } = await invoke(cloud, subject.type, event, { skew: minutes * 60_000 });
      expect(result, stderr).toMatchObject({ Outcome: 'rotated' });
    }
  });
});
