import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../shared/sandbox/faults.ts';
import { engines } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { login } from '../../support/stand/login.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { prepare, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';

const actions = [
  'DescribeSecret',
  'GetSecretValue',
  'ListSecretVersionIds',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'TagResource',
];

const faults: readonly (readonly [string, Fault, number])[] = [
  ['throttles it three times', { kind: 'throttle' }, 3],
  ['fails before the effect', { kind: 'fail', status: 503, when: 'before' }, 2],
  ['fails after the effect', { kind: 'fail', status: 500, when: 'after' }, 2],
  ['loses the reply', { kind: 'lose-reply' }, 2],
  ['answers late', { kind: 'delay', milliseconds: 400, when: 'after' }, 1],
];

const hits = actions.flatMap((action) =>
  faults.map(([title, fault, times]) => ({ action, title, fault, times })),
);

const mostHits = exhaustive ? hits : hits.filter((_, index) => index % 6 === 0);
const stormed = actions.filter((action) => action !== 'TagResource').slice(exhaustive ? 0 : -1);

const subjects = settings
  .filter((setting) => setting.dual && (setting.actor === 'itself' || setting.engine === 'postgresql'))
  .flatMap((setting) => {
    const server = engines(setting.engine).at(-1);
    return server ? [{ ...setting, setting, server }] : [];
  });

describe.each(subjects)('a rotation on $engine, $strategy by $actor', ({ server, setting }) => {
  it.each(mostHits)('goes through when the cloud $title: $action', async ({ action, fault, times }) => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    cloud.sandbox.faults.ask({ action, fault, times });
    const result = await rotate(cloud, setting.type, secret, { token: 'T-1' });
    expect(result).toMatchObject({ Outcome: 'rotated', VersionId: 'T-1' });
    expect(await stagesOf(cloud, secret)).toEqual({
      current: 'T-1',
      previous: 'v0',
      pending: undefined,
      count: 2,
    });
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
    expect(await login(server, account)).toBeUndefined();
  });

  it.each(stormed)('that a storm of throttling ends in %s is finished by the next one', async (action) => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    cloud.sandbox.faults.ask({ action, fault: { kind: 'throttle' }, times: 1_000 });
    const failure = await rotate(cloud, setting.type, secret, { token: 'T-1' }).catch((error) => error);
    expect(failure).toMatchObject({ code: 'store-throttled' });
    expect(await login(server, account)).toBeUndefined();
    cloud.sandbox.faults.clear();
    expect(await rotate(cloud, setting.type, secret, { token: 'T-1' })).toMatchObject({
      Outcome: 'rotated',
    });
    expect(await stagesOf(cloud, secret)).toMatchObject({
      current: 'T-1',
      previous: 'v0',
      pending: undefined,
    });
    expect(await login(server, account)).toBeUndefined();
  });

  it('is found by the steps of an orchestrator although reads lag behind', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret } = await prepare(cloud, server, setting);
    cloud.sandbox.faults.staleReads(700);
    const [first, second] = await Promise.all([
      rotate(cloud, setting.type, secret, { token: 'T-1' }),
      rotate(cloud, setting.type, secret, { token: 'T-2' }),
    ]);
    expect([first.Outcome, second.Outcome].sort()).toEqual(['rotated', 'superseded']);
    cloud.sandbox.faults.clear();
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
    expect((await stagesOf(cloud, secret)).count).toBe(2);
  });
});
