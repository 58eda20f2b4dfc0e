import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { stretched } from '../../support/stand/stretched.ts';
import type { Reply } from '../services/webhook/loopback-server.ts';
import { Robot } from './robot.ts';
import { key, robotSecret, withEngine } from './told.ts';

const secret = SecretId.parse('Token');
const old = 'canary-value-of-before';

let cloud: Cloud;
let robot: Robot;

beforeEach(async () => {
  cloud = await startCloud(undefined);
  robot = await Robot.start();
  robot.answer = () => ({ body: { errcode: 0 } });
  await plant({ Form: 'dingtalk', Url: `${robot.url}/send?access_token=canary-token`, Key: key });
  await cloud.createSecret(secret, old, { 'rotation:type': 'generic', 'rotation:strategy': 'none' });
});
afterEach(async () => {
  await robot[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
});

const plant = (value: object | string, name = robotSecret) => cloud.createSecret(name, value);
const texts = () => robot.calls.map(({ body }) => JSON.parse(body).text.content);
const rotate = (token?: string, options = {}) =>
  withEngine(
    cloud,
    (engine) =>
      engine.perform({
        operation: 'rotate',
        secret,
        token: token === undefined ? undefined : VersionId.parse(token),
      }),
    options,
  );

describe('a rotation', () => {
  it('is told once it is done, without a value of any secret', async () => {
    let currentWhenTold: string | undefined;
    robot.answer = () => (socket) => {
      void stagesOf(cloud, secret).then(({ current }) => {
        currentWhenTold = current;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 13\r\nconnection: close\r\n\r\n{"errcode":0}');
      });
    };
    const { answer, untold } = await rotate('T1');
    expect(answer).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
    expect(untold).toEqual([]);
    expect(currentWhenTold).toBe('T1');
    expect(texts()).toEqual([expect.stringContaining('Token: rotated to version T1.')]);
    const fresh = await storedValue(cloud, secret);
    for (const value of [old, String(fresh), key]) expect(robot.calls[0]?.body).not.toContain(value);
  });

  it('that changes nothing is not told', async () => {
    await rotate('T1');
    await rotate('T1');
    const plan = await withEngine(cloud, (engine) => engine.perform({ operation: 'plan', secret }));
    expect(plan.answer).toMatchObject({ Outcome: 'planned' });
    expect(robot.calls).toHaveLength(1);
  });

  it('that is only planned is not told, also where the plan fails', async () => {
    const none = SecretId.parse('NoSuchSecret');
    const planning = withEngine(cloud, (engine) => engine.perform({ operation: 'plan', secret: none }));
    await expect(planning).rejects.toMatchObject({ code: 'secret-not-found' });
    expect(robot.calls).toEqual([]);
  });

  it('in single steps is told by the last of them', async () => {
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) {
      expect(robot.calls).toEqual([]);
      const token = VersionId.parse('T1');
      await withEngine(cloud, (engine) => engine.perform({ operation: 'step', step, secret, token }));
    }
    expect(texts()).toEqual([expect.stringContaining('Token: rotated to version T1.')]);
  });

  it('that fails is told with what to do, and fails as it did', async () => {
    await cloud.createSecret('Bad', 'x', {
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
      'rotation:value': 'no-such-thing',
    });
    const bad = SecretId.parse('Bad');
    await expect(
      withEngine(cloud, (engine) => engine.perform({ operation: 'rotate', secret: bad })),
    ).rejects.toMatchObject({ code: 'policy-malformed' });
    expect(texts()).toEqual([
      expect.stringMatching(/Bad: failed with policy-malformed.*To do: Correct the tag/),
    ]);
  });

  it('of a secret that is not there is told as well', async () => {
    const none = SecretId.parse('NoSuchSecret');
    await expect(
      withEngine(cloud, (engine) => engine.perform({ operation: 'rotate', secret: none })),
    ).rejects.toMatchObject({ code: 'secret-not-found' });
    expect(texts()).toEqual([expect.stringContaining('NoSuchSecret: failed with secret-not-found')]);
  });

  it('of a kind that nobody wants to hear of is not told, and the address is not even read', async () => {
    cloud.sandbox.audit.clear();
    await rotate('T1', { variables: { ROTATION_EVENTS: 'failed' } });
    expect(robot.calls).toEqual([]);
    const read = cloud.sandbox.audit.records.filter(({ eventName }) => eventName === 'GetSecretValue');
    expect(read.map(({ requestParameters }) => requestParameters.SecretName)).not.toContain(robotSecret);
  });

  it('is told in an emergency and in a rollback, too', async () => {
    await rotate('T1');
    await withEngine(cloud, (engine) => engine.perform({ operation: 'rollback', secret }));
    await withEngine(cloud, (engine) => engine.perform({ operation: 'emergency', secret, reason: 'leak' }));
    expect(texts().map((text: string) => text.split('\n')[0])).toEqual([
      'Secret rotation: 1 rotated',
      'Secret rotation: 1 rolled-back',
      'Secret rotation: 1 rotated',
    ]);
  });
});

describe('a rotation that others cannot be told of', () => {
  const endless: Reply = () => {};

  it.each<[string, () => Promise<unknown> | unknown, RegExp]>([
    ['the robot answers 500', () => (robot.answer = () => ({ status: 500 })), /answered 500/],
    [
      'the robot turns it down with 200',
      () => (robot.answer = () => ({ body: { errcode: 310000 } })),
      /310000/,
    ],
    [
      'the robot redirects',
      () => (robot.answer = () => ({ status: 302, headers: { location: '/' } })),
      /redirects/,
    ],
    ['the robot says nothing', () => (robot.answer = () => endless), /no answer in time/],
    [
      'the robot says too much',
      () => (robot.answer = () => ({ body: 'x'.repeat(300_000) })),
      /longer than 64 KB/,
    ],
    ['the robot is gone', () => robot[Symbol.asyncDispose](), /ECONNREFUSED/],
  ])('ends as it would where %s: rotated, with one line that says why', async (_, arrange, why) => {
    await arrange();
    const { answer, untold } = await rotate('T1');
    expect(answer).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
    expect(untold).toEqual([expect.stringMatching(why)]);
    expect(untold[0]).not.toContain('canary');
    expect((await stagesOf(cloud, secret)).current).toBe('T1');
    robot = await Robot.start();
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['the secret is not there', { ROTATION_EVENTS_SECRET: 'nowhere' }, /nowhere/],
    ['the secret has no such name', { ROTATION_EVENTS_SECRET: 'no name' }, /ROTATION_EVENTS_SECRET/],
    ['a kind is misspelt', { ROTATION_EVENTS: 'finnished' }, /ROTATION_EVENTS must be a list/],
    [
      'the host is not named',
      { ROTATION_WEBHOOK_HOSTS: 'hooks.example' },
      /not among ROTATION_WEBHOOK_HOSTS/,
    ],
  ])('ends as it would where %s', async (_, variables, why) => {
    const { answer, untold } = await rotate('T1', { variables });
    expect(answer).toMatchObject({ Outcome: 'rotated' });
    expect(untold).toEqual([expect.stringMatching(why)]);
    expect(robot.calls).toEqual([]);
  });

  it('ends as it would where the secret is malformed, and no word of it is said', async () => {
    await plant('{"Form":"dingtalk","Url":"canary-address"', 'ops/torn');
    const { answer, untold } = await rotate('T1', { variables: { ROTATION_EVENTS_SECRET: 'ops/torn' } });
    expect(answer).toMatchObject({ Outcome: 'rotated' });
    expect(untold).toEqual([expect.stringContaining('ops/torn')]);
    expect(untold[0]).not.toContain('canary');
  });

  it('fails as it would where it fails', async () => {
    robot.answer = () => ({ status: 500 });
    const none = SecretId.parse('NoSuchSecret');
    const failing = withEngine(cloud, (engine) => engine.perform({ operation: 'rotate', secret: none }));
    await expect(failing).rejects.toMatchObject({ code: 'secret-not-found' });
    expect(robot.calls).toHaveLength(1);
  });

  it('keeps to the time of its invocation', async () => {
    robot.answer = () => endless;
    const { answer, untold, isOver } = await rotate('T1', { timeout: stretched(2_500) });
    expect(answer).toMatchObject({ Outcome: 'rotated' });
    expect(untold).toHaveLength(1);
    expect(isOver).toBe(false);
  });
});
