import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bucket, canary, generic, startYard, type Yard } from '../../../support/deploy/yard.ts';
import { callsTo } from '../../../support/sandbox/calls.ts';
import { invokeFunction } from '../../../support/sandbox/fc-client.ts';
import { movingClock } from '../../../support/sandbox/moving-clock.ts';
import { until } from '../../../support/sandbox/until.ts';
import { rotator } from '../../../support/stand/bundle.ts';

const Read = z.object({ SecretData: z.string(), VersionId: z.string() });

/** Open now, and so early that the secret's own place in it has gone by. */
function windowAround(now: number): string {
  const clock = (hours: number) => new Date(now + hours * 3_600_000).toISOString().slice(11, 16);
  return `Window=${clock(-12)}-${clock(1)}@UTC`;
}

const minute = 60_000;
const day = 24 * 60 * minute;

describe('a function that is deployed', () => {
  let clock: ReturnType<typeof movingClock>;
  let yard: Yard;
  beforeEach(async () => {
    clock = movingClock();
    // What is deployed now was deployed long ago, as the function sees it, whose clock is the machine's.
    clock.pass(-40 * day);
    yard = await startYard({ clock });
  });
  afterEach(() => yard[Symbol.asyncDispose]());

  const stored = async () => Read.parse(await yard.call('GetSecretValue', { SecretName: 'app' }));
  const sweeps = () =>
    yard.sandbox.invocations.filter(({ functionName }) => functionName === 'rotate-generic');
  const make = () => yard.deploy(...generic, '--param', windowAround(Date.now()), '--yes');
  const failures = () => yard.sandbox.alarms.filter(({ alert }) => alert === 'rotate-generic-failure');
  const change = (...argv: readonly string[]) =>
    yard.deploy('generic', '--stack', 'tokens', '--bucket', bucket, ...argv);

  it('rotates by its timer, keeps the rotated value through updates and the end of its stack', async () => {
    const made = await make();
    expect([made.exitCode, made.stderr]).toEqual([0, '']);
    expect(await stored()).toEqual({ SecretData: canary, VersionId: 'bootstrap' });

    clock.pass(40 * day);
    await until(() => sweeps().length > 0);
    await yard.sandbox.invoked();
    expect(sweeps()).toMatchObject([{ kind: 'Async', errorType: undefined }]);
    const rotated = await stored();
    expect(rotated.VersionId).not.toBe('bootstrap');
    expect(rotated.SecretData).not.toBe(canary);

    expect(await change('--yes')).toMatchObject({ exitCode: 0, stdout: 'nothing to change\n' });
    expect(await change('--param', 'SilencePeriod=12', 'SweepSchedule=@every 20m', '--yes')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Modify +GenericTimer .*deployed tokens/s),
    });
    expect(await stored()).toEqual(rotated);

    const written = await change('--param-from', 'GenericBootstrapValue=file:package.json', '--yes');
    expect(written).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('GenericSecret: a stack can write'),
    });
    expect(await stored()).toEqual(rotated);

    expect(await yard.deploy('--stack', 'tokens', '--delete', '--yes')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('deleted tokens'),
    });
    expect(await stored()).toEqual(rotated);
    expect(await invokeFunction(yard.sandbox, 'rotate-generic', '{}')).toMatchObject({
      failed: 'FunctionNotFound',
    });
    expect(await callsTo(yard.sandbox, 'ram')('ListRoles')).toMatchObject({ Roles: { Role: [] } });
    const ran = sweeps().length;
    clock.pass(2 * 60 * minute);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(sweeps()).toHaveLength(ran);
  });

  it('raises the alarm of its template when a rotation fails, and is rotated once it can be', async () => {
    expect(await make()).toMatchObject({ exitCode: 0 });
    yard.sandbox.faults.ask({
      fault: { kind: 'fail', status: 500, when: 'before' },
      action: 'PutSecretValue',
      times: 1_000,
    });
    clock.pass(40 * day);
    await until(() => sweeps().length > 0);
    await yard.sandbox.invoked();
    expect(failures()).toEqual([]);
    clock.pass(6 * minute);
    await until(() => failures().length > 0);
    expect(failures()).toMatchObject([{ outcome: { kind: 'fired' } }]);
    expect(await stored()).toMatchObject({ VersionId: 'bootstrap' });

    yard.sandbox.faults.clear();
    expect(await rotator(yard, 'rotate', 'app')).toMatchObject({ exitCode: 0 });
    expect((await stored()).VersionId).not.toBe('bootstrap');
  });
});
