import fc from '@alicloud/fc20230330';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { callsTo } from '../../../support/sandbox/calls.ts';
import { fcClientOf } from '../../../support/sandbox/fc-client.ts';
import { makeFunction } from '../../../support/sandbox/made-function.ts';
import { documentOf, roleTrusting, userWithKey } from '../../../support/sandbox/people.ts';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { findingsOf, withOther } from './findings.ts';

const role = 'rotate-generic';
const sweep = '{"Operation":"sweep","SecretIds":["shop/app"]}';
const everything = ['configuration', 'trigger', 'role', 'log project', 'alarm', 'last sweep'];
const logConfig = new fc.LogConfig({ project: 'rotation-logs', logstore: 'functions' });

type Settings = ConstructorParameters<typeof fc.CreateFunctionInput>[0];

const functionCompute = { Service: 'fc.aliyuncs.com' };
const statements = [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }];

describe('rotator doctor --function', () => {
  let cloud: Cloud;
  let roleArn: string;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
    await cloud.createSecret('shop/app', 'x', { 'rotation:type': 'generic', 'rotation:strategy': 'none' });
    roleArn = await roleTrusting(cloud.sandbox, role, functionCompute, { statements });
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const client = () => fcClientOf(cloud.sandbox);
  let made = 0;
  const names: string[] = [];
  afterEach(async () => {
    for (const name of names.splice(0)) {
      const { body } = await client().listTriggers(name, new fc.ListTriggersRequest({}));
      for (const { triggerName = '' } of body?.triggers ?? [])
        await client().deleteTrigger(name, triggerName);
      await client().deleteFunction(name);
    }
  });

  /** A function as a template makes it, but for some settings. */
  async function deployed(more: Settings = {}): Promise<string> {
    made += 1;
    const name = `rotate-${made}`;
    const settings = { timeout: 600, role: roleArn, logConfig, ...more };
    await makeFunction(cloud.sandbox, name, 'exports.handler = async () => 1;', settings);
    names.push(name);
    return name;
  }

  async function timer(name: string, config: object = {}): Promise<void> {
    const given = { cronExpression: '@every 30m', enable: true, payload: sweep, ...config };
    const body = new fc.CreateTriggerInput({
      triggerName: 'sweep',
      triggerType: 'timer',
      triggerConfig: JSON.stringify(given),
    });
    await client().createTrigger(name, new fc.CreateTriggerRequest({ body }));
  }

  /** A call as the function makes it when it sweeps the secrets that its timer names. */
  const sweptNow = (of: Cloud) => {
    const key = of.sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: role });
    return callsTo({ ...of.sandbox, ...key })('DescribeSecret', { SecretName: 'shop/app' });
  };
  const check = async (name: string, title: string, ...argv: readonly string[]) =>
    (await findingsOf(cloud, '--function', name, ...argv)).get(title);

  it('finds nothing wrong with a function as a template makes it, once it has swept', async () => {
    const name = await deployed();
    await timer(name);
    await sweptNow(cloud);
    const found = await findingsOf(cloud, '--function', name);
    const states = everything.map((title) => [title, found.get(title)?.state]);
    expect(states).toEqual(everything.map((title) => [title, 'ok']));
    expect(found.get('trigger')?.detail).toBe('sweep, @every 30m');
    expect(found.get('log project')?.detail).toContain('rotation-logs/functions');
  });

  it('fails for a function that is not there, in each check that needs it', async () => {
    const found = await findingsOf(cloud, '--function', 'no-such-function');
    for (const title of ['configuration', 'trigger', 'role', 'log project'])
      expect(found.get(title)).toMatchObject({
        state: 'failed',
        detail: expect.stringContaining('FunctionNotFound'),
      });
  });

  it.each<[string, Settings, RegExp]>([
    ['a short timeout', { timeout: 3 }, /it ends after 3 s/],
    [
      'a variable that cannot be read',
      { environmentVariables: { ROTATION_PENDING_STAGE: 'a b' } },
      /ROTATION_PENDING_STAGE is no stage/,
    ],
    [
      'a configuration that is not JSON',
      { environmentVariables: { ROTATION_CONFIGURATION: 'Canary{' } },
      /ROTATION_CONFIGURATION/,
    ],
    [
      'two configurations',
      { environmentVariables: { ROTATION_CONFIGURATION: '{}', ROTATION_CONFIGURATION_SECRET: 'c' } },
      /both ROTATION_CONFIGURATION/,
    ],
  ])('fails for %s', async (_, settings, detail) => {
    const found = await check(await deployed(settings), 'configuration');
    expect(found).toMatchObject({ state: 'failed', detail: expect.stringMatching(detail) });
    expect(JSON.stringify(found)).not.toContain('Canary');
  });

  it('warns of an instance that runs two events at once', async () => {
    const found = await check(await deployed({ instanceConcurrency: 2 }), 'configuration');
    expect(found).toMatchObject({ state: 'warning', remedy: 'set an instance concurrency of 1' });
  });

  it('reads the file of certificates of a function nowhere', async () => {
    const name = await deployed({ environmentVariables: { ROTATION_CA_FILE: '/code/ca.pem' } });
    expect(await check(name, 'configuration')).toMatchObject({ state: 'ok' });
  });

  it('fails without a timer', async () => {
    const found = await check(await deployed(), 'trigger');
    expect(found).toMatchObject({
      state: 'failed',
      detail: 'there is none',
      remedy: expect.stringContaining('{"Operation":"sweep"}'),
    });
  });

  it('fails for a timer that is disabled', async () => {
    const name = await deployed();
    await timer(name, { enable: false });
    expect(await check(name, 'trigger')).toMatchObject({
      state: 'failed',
      detail: 'sweep is disabled',
      remedy: 'enable the time trigger',
    });
  });

  it.each([['{"Operation":"plan","SecretId":"x"}'], ['not an event'], ['']])(
    'fails for a timer whose event is %j',
    async (payload) => {
      const name = await deployed();
      await timer(name, { payload });
      expect(await check(name, 'trigger')).toMatchObject({
        state: 'failed',
        detail: 'sweep asks for no sweep',
      });
    },
  );

  it('fails without a role', async () => {
    expect(await check(await deployed({ role: undefined }), 'role')).toMatchObject({
      state: 'failed',
      detail: 'the function has no role',
    });
  });

  it.each([
    ['failed', { Service: 'ecs.aliyuncs.com' }, 'Function Compute may not assume'],
    ['warning', { Service: ['fc.aliyuncs.com', 'ecs.aliyuncs.com'] }, 'ecs.aliyuncs.com may assume'],
  ])('is %s for a role that trusts %j', async (state, principal, detail) => {
    const name = await deployed();
    const trust = documentOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal });
    await cloud.ram('UpdateRole', { RoleName: role, NewAssumeRolePolicyDocument: trust });
    const found = await check(name, 'role');
    const right = documentOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: functionCompute });
    await cloud.ram('UpdateRole', { RoleName: role, NewAssumeRolePolicyDocument: right });
    expect(found).toMatchObject({ state, detail: expect.stringContaining(detail) });
  });

  it('fails without a log project', async () => {
    expect(await check(await deployed({ logConfig: undefined }), 'log project')).toMatchObject({
      state: 'failed',
      detail: 'the function writes no logs, so no alarm can be raised',
    });
  });

  it.each([
    ['is drifted', 'drifted=abc/failures=0'],
    ['is failing (refused)', 'failures=1:refused@2026-11-25T03:00:00Z'],
    ['is stopped (refused)', 'failures=3:refused@2026-11-25T03:00:00Z'],
  ])('fails for a secret of the function that %s', async (word, status) => {
    const name = await deployed();
    await timer(name);
    await cloud.tag('shop/app', { 'rotation:status': status });
    const found = await check(name, 'alarm');
    await cloud.tag('shop/app', { 'rotation:status': 'failures=0' });
    expect(found).toMatchObject({ state: 'failed', detail: `shop/app ${word}` });
  });

  it('fails where the role has never listed secrets', async () => {
    const name = await deployed();
    await timer(name, { payload: '{"Operation":"sweep"}' });
    expect(await check(name, 'last sweep')).toMatchObject({
      state: 'failed',
      detail: 'none in the last 7 days',
      remedy: expect.stringContaining(`rotator invoke ${name}`),
    });
  });

  it('skips the last sweep of a function without a timer', async () => {
    expect(await check(await deployed(), 'last sweep')).toMatchObject({ state: 'skipped' });
  });

  it('names the right that it lacks to read the role', async () => {
    const name = await deployed();
    const Action = ['fc:GetFunction', 'fc:ListTriggers'];
    const may = [{ Effect: 'Allow', Action, Resource: '*' }];
    const { accessKeyId, accessKeySecret } = await userWithKey(cloud.sandbox, 'reader', { statements: may });
    const reader = withOther(cloud, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    });
    const found = (await findingsOf(reader, '--function', name)).get('role');
    expect(found).toMatchObject({ state: 'failed', remedy: 'allow ram:GetRole in RAM' });
  });
});

describe('rotator doctor --function for a sweep of two days ago', () => {
  it.each([
    [[], 'failed'],
    [['--silence', '72'], 'ok'],
  ])('with %j says %s', async (argv, state) => {
    await using cloud = await startAgedCloud(undefined, async (young) => {
      await young.createSecret('shop/app', 'x', { 'rotation:type': 'generic', 'rotation:strategy': 'none' });
      const arn = await roleTrusting(young.sandbox, role, functionCompute, { statements });
      await makeFunction(young.sandbox, 'rotate', 'exports.handler = async () => 1;', {
        role: arn,
        logConfig,
      });
      const triggerConfig = JSON.stringify({ cronExpression: '@every 300h', enable: true, payload: sweep });
      const body = new fc.CreateTriggerInput({ triggerName: 'sweep', triggerType: 'timer', triggerConfig });
      await fcClientOf(young.sandbox).createTrigger('rotate', new fc.CreateTriggerRequest({ body }));
      const key = young.sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: role });
      await callsTo({ ...young.sandbox, ...key })('DescribeSecret', { SecretName: 'shop/app' });
    });
    const found = (await findingsOf(cloud, '--function', 'rotate', ...argv)).get('last sweep');
    expect(found).toMatchObject({ state, detail: expect.stringMatching(/^2 d ago/) });
  });
});
