import { describe, expect, it } from 'vitest';
import { bucket, startYard } from '../../support/deploy/yard.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { until } from '../../support/sandbox/until.ts';
import { runningServers } from '../../support/servers/running.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { firstOfEach, oneOfEachKind, titleOf } from '../../support/stand/subject.ts';
import { parametersFor } from '../../support/stand/template-role.ts';

// Those of `generic` are installed by webhooks and keys: test/process/operator/deploy has its whole life, with a value as such.
const dual = (await oneOfEachKind(runningServers())).filter(
  ({ type, dual: holdsTwo }) => holdsTwo && type !== 'generic',
);
const cases = firstOfEach(dual).map((subject) => ({ subject, title: titleOf(subject) }));

const day = 24 * 3_600_000;
const network = ['VpcId=vpc-1', 'VSwitchIds=vsw-1,vsw-2', 'SecurityGroupId=sg-1'];

describe.each(cases)('a stack for a secret that exists: $title', ({ subject }) => {
  const { type, certificateAuthorityFile } = subject;

  it('rotates it by its timer, refuses no login, and leaves it usable when it is deleted', async () => {
    const clock = movingClock();
    clock.pass(-40 * day);
    await using yard = await startYard({ clock });
    await using ready = await subject.prepare(yard);
    const { secret } = ready;
    await yard.tag(secret, { 'rotation:schedule': 'every:30d' });
    const first = await storedValue(yard, secret);
    const { made } = yard;
    const named = Object.entries(
      parametersFor(type, { ...made.named(type, secret), configuration: made.configuration }),
    );
    const parameters = [
      ...named.map((parameter) => parameter.join('=')),
      ...(certificateAuthorityFile === undefined ? [] : [`CaFile=${certificateAuthorityFile}`]),
      ...network,
    ];
    const deployed = await yard.deploy(
      type,
      '--stack',
      'app',
      '--bucket',
      bucket,
      '--param',
      ...parameters,
      '--yes',
    );
    expect([deployed.exitCode, deployed.stderr]).toEqual([0, '']);

    const refusals = await ready.watchRefusals();
    clock.pass(40 * day);
    await until(() => yard.sandbox.invocations.length > 0);
    await yard.sandbox.invoked();
    expect(yard.sandbox.invocations).toMatchObject([
      { functionName: `rotate-${type}`, kind: 'Async', errorType: undefined },
    ]);
    const { current, previous, pending } = await stagesOf(yard, secret);
    expect({ previous, pending }).toEqual({ previous: 'v0', pending: undefined });
    expect(current).not.toBe('v0');
    const next = await storedValue(yard, secret);
    for (const value of [first, next]) expect(await ready.logIn?.(value)).toBeUndefined();
    expect(await refusals()).toBe(0);

    expect(await yard.deploy('--stack', 'app', '--delete', '--yes')).toMatchObject({ exitCode: 0 });
    expect(await storedValue(yard, secret)).toBe(next);
    expect(await ready.logIn?.(next)).toBeUndefined();
  });
});
