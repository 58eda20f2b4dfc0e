import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CloudEvent } from '../../../shared/notifications/cloud-event.ts';
import { rights } from '../../support/deploy/deploy-function.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { startAgedCloud } from '../../support/stand/aged-cloud.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { stretched } from '../../support/stand/stretched.ts';
import { Robot } from './robot.ts';
import { key, robotSecret } from './told.ts';

const size = 12;
const sweep = JSON.stringify({ Operation: 'sweep', Concurrency: 2 });

/** The built function for generic secrets, with secrets that are due and a robot to tell. */
async function deploy(robot: Robot, timeout: number): Promise<Cloud> {
  const cloud = await startAgedCloud(
    undefined,
    async (young) => {
      await young.createSecret(robotSecret, { Form: 'cloudevents', Url: `${robot.url}/canary`, Key: key });
      for (let index = 0; index < size; index += 1)
        await young.createSecret(`Token-${index}`, 'canary-value', {
          'rotation:type': 'generic',
          'rotation:strategy': 'none',
          'rotation:schedule': 'every:1d',
          'rotation:grace': '12h',
        });
    },
    { switches: { asyncRetryDelay: 50 } },
  );
  const statements = [rights.kms, rights.fc];
  await roleTrusting(cloud.sandbox, 'rotator', { Service: 'fc.aliyuncs.com' }, { statements });
  cloud.sandbox.createFunction({
    functionName: 'generic',
    codeDirectory: join(import.meta.dirname, '../../../dist/generic'),
    role: 'rotator',
    timeout,
    environmentVariables: { ROTATION_EVENTS_SECRET: robotSecret, ROTATION_WEBHOOK_HOSTS: '127.0.0.1' },
  });
  return cloud;
}

const told = ({ calls }: Robot) => calls.map(({ body }) => CloudEvent.parse(JSON.parse(body)));

describe('the built function', () => {
  it('tells of a sweep at once', async () => {
    await using robot = await Robot.start();
    await using cloud = await deploy(robot, 60);
    robot.answer = () => ({ status: 202 });
    const { body } = await invokeFunction(cloud.sandbox, 'generic', sweep);
    expect(JSON.parse(body)).toMatchObject({ Counts: { rotated: size } });
    expect(told(robot)).toMatchObject([{ data: { Type: 'generic', Counts: { rotated: size } } }]);
    expect(robot.calls[0]?.body).not.toContain('canary');
  });

  // The lanes themselves are tried by the sweep's own suites.
  it.runIf(exhaustive)(
    'tells of what it had no time for by a few messages, in which each secret is counted once',
    async () => {
      await using robot = await Robot.start();
      const second = Math.min(stretched(1_000), 4_000);
      await using cloud = await deploy(robot, Math.ceil((6 * second) / 1_000));
      robot.answer = () => ({ status: 202 });
      cloud.sandbox.faults.ask({
        action: 'PutSecretValue',
        fault: { kind: 'delay', milliseconds: second, when: 'before' },
        times: 1_000,
      });
      await invokeFunction(cloud.sandbox, 'generic', sweep, { xFcInvocationType: 'Async' });
      await cloud.sandbox.invoked();
      expect(cloud.sandbox.invocations.length).toBeGreaterThan(3);
      expect(robot.calls.length).toBeGreaterThan(1);
      // The sweep itself, and the two lanes it handed over.
      expect(robot.calls.length).toBeLessThanOrEqual(3);
      const counts = told(robot).map(({ data }) => data.Counts.rotated ?? 0);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(size);
    },
  );

  it('rotates, and says in its log why nobody was told, where the robot is gone', async () => {
    await using robot = await Robot.start();
    await using cloud = await deploy(robot, 60);
    robot.answer = () => ({ status: 500, body: 'canary-answer' });
    const { body } = await invokeFunction(
      cloud.sandbox,
      'generic',
      JSON.stringify({ Operation: 'rotate', SecretId: 'Token-0' }),
    );
    expect(JSON.parse(body)).toMatchObject({ Outcome: 'rotated' });
    const printed = cloud.sandbox.invocations.at(-1)?.printed ?? [];
    const lines = printed.filter((line) => line.includes('others-not-told'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      message: expect.stringMatching(/answered 500$/),
    });
    expect(printed.join('\n')).not.toContain('canary');
  });
});
