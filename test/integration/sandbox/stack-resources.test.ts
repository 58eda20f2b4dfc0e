import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import OSS from 'ali-oss';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resourceTypes } from '../../../shared/sandbox/ros/resources/resource-types.ts';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { secretTypes } from '../../../templates/source/secret-types.ts';
import { callsTo } from '../../support/sandbox/calls.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import {
  createStack,
  deleteStack,
  resourcesOf,
  rosClient,
  updateStack,
} from '../../support/sandbox/ros-client.ts';

const templates = join(import.meta.dirname, '../../../templates');
const bucket = 'bundles-of-mine';

let sandbox: Sandbox;
let client: ReturnType<typeof rosClient>;
let objects: OSS;

beforeEach(async () => {
  sandbox = await startSandbox();
  client = rosClient(sandbox);
  const { endpoint, accessKeyId, accessKeySecret } = sandbox;
  const newer = Object({ authorizationV4: true });
  objects = new OSS({ endpoint, region: 'oss-cn-hangzhou', accessKeyId, accessKeySecret, bucket, ...newer });
  await objects.putBucket(bucket);
});
afterEach(() => sandbox[Symbol.asyncDispose]());

/** Puts a function that answers a word, and says where it is. */
async function bundle(word: string): Promise<string> {
  const script = `exports.handler = async () => process.env.ROTATION_ENVIRONMENT + ' ${word}';`;
  const zip = Buffer.from(zipSync({ 'index.js': Buffer.from(script) }));
  const name = `generic/${createHash('sha256').update(zip).digest('hex')}.zip`;
  await objects.put(name, zip);
  return name;
}

const answerOf = async () => (await invokeFunction(sandbox, 'rotate-generic', '{}')).body;

async function stackOfGeneric() {
  const template = await readFile(join(templates, 'generic.yml'), 'utf8');
  const stack = await createStack(client, 'rotation', template, {
    BundleBucket: bucket,
    GenericBundle: await bundle('one'),
    GenericSecretNames: 'app,other',
    GenericBootstrapValue: 'first',
  });
  return { template, ...stack };
}

describe('a stack of a template of this product', () => {
  it('is a function that runs from its object under its role, a timer, logs and alarms', async () => {
    const stack = await stackOfGeneric();
    expect([stack.status, stack.statusReason]).toEqual(['CREATE_COMPLETE', expect.any(String)]);
    expect(stack.outputs).toContainEqual(
      expect.objectContaining({
        OutputKey: 'GenericFunctionArn',
        OutputValue: `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/rotate-generic`,
      }),
    );
    expect(await resourcesOf(client, stack.stackId)).toEqual(
      expect.arrayContaining(
        ['Role', 'Function', 'Retries', 'Timer', 'Secret', 'FailureAlarm', 'SilenceAlarm'].map(
          (name) => `Generic${name} CREATE_COMPLETE`,
        ),
      ),
    );
    expect(await answerOf()).toBe('production one');
  });

  it('runs the new code and the new settings after an update, and the rest is not touched', async () => {
    const { stackId, template } = await stackOfGeneric();
    sandbox.audit.clear();
    const stack = await updateStack(client, stackId, template, {
      GenericBundle: await bundle('two'),
      Environment: 'test',
      SweepSchedule: '@every 20m',
      SilencePeriod: '12',
    });
    expect([stack.status, stack.statusReason]).toEqual(['UPDATE_COMPLETE', expect.any(String)]);
    expect(await answerOf()).toBe('test two');
    const made = sandbox.audit.records
      .map(({ eventName }) => eventName)
      .filter((name) => /^(Create|Put|Update)/.test(name));
    expect(made.toSorted()).toEqual([
      'PutObject',
      'UpdateAlert',
      'UpdateFunction',
      'UpdateStack',
      'UpdateTrigger',
    ]);
  });

  it('leaves the secret and the bundles alone when it is deleted, and nothing else', async () => {
    const { stackId } = await stackOfGeneric();
    expect((await deleteStack(client, stackId)).status).toBe('DELETE_COMPLETE');
    expect(await invokeFunction(sandbox, 'rotate-generic', '{}')).toMatchObject({
      failed: 'FunctionNotFound',
    });
    expect(await callsTo(sandbox, 'ram')('ListRoles')).toMatchObject({ Roles: { Role: [] } });
    expect(await callsTo(sandbox, 'ram')('ListPolicies', { PolicyType: 'Custom' })).toMatchObject({
      Policies: { Policy: [] },
    });
    expect(await callsTo(sandbox)('GetSecretValue', { SecretName: 'app' })).toMatchObject({
      SecretData: 'first',
    });
    expect((await objects.head(await bundle('one'))).status).toBe(200);
  });

  it('is taken back whole where its code is not there', async () => {
    const template = await readFile(join(templates, 'generic.yml'), 'utf8');
    const stack = await createStack(client, 'rotation', template, {
      BundleBucket: bucket,
      GenericBundle: `generic/${'0'.repeat(64)}.zip`,
      GenericSecretNames: 'app',
    });
    expect(stack).toMatchObject({
      status: 'CREATE_ROLLBACK_COMPLETE',
      statusReason: expect.stringMatching(/GenericFunction: OSS has no object generic\/0{64}\.zip/),
    });
    expect(await resourcesOf(client, stack.stackId)).toEqual([]);
  });

  it('of all functions at once has each of them', async () => {
    const template = await readFile(join(templates, 'all.yml'), 'utf8');
    const object = await bundle('one');
    const stack = await createStack(client, 'rotation', template, {
      BundleBucket: bucket,
      ...Object.fromEntries(secretTypes.map(({ prefix }) => [`${prefix}Bundle`, object])),
      ...Object.fromEntries(secretTypes.map(({ prefix }) => [`${prefix}SecretNames`, prefix])),
      AccessKeyUserNames: 'u',
    });
    expect([stack.status, stack.statusReason]).toEqual(['CREATE_COMPLETE', expect.any(String)]);
    for (const { name } of secretTypes)
      expect((await invokeFunction(sandbox, `rotate-${name}`, '{}')).body).toBe('production one');
  });
});

it('makes a bucket, and deletes one that is empty or may be deleted with what is in it', async () => {
  const template = (force: boolean) => `
ROSTemplateFormatVersion: '2015-09-01'
Resources:
  B: { Type: ALIYUN::OSS::Bucket, Properties: { BucketName: b-of-stack, DeletionForce: ${force} } }
Outputs: { Name: { Value: !GetAtt B.DomainName } }`;
  const { stackId, outputs } = await createStack(client, 's', template(false));
  expect(outputs).toMatchObject([{ OutputValue: 'b-of-stack.oss-cn-hangzhou.aliyuncs.com' }]);
  objects.useBucket('b-of-stack');
  await objects.put('x', Buffer.from('x'));
  expect((await deleteStack(client, stackId)).statusReason).toContain('BucketNotEmpty');
  await objects.delete('x');
  expect((await deleteStack(client, stackId)).status).toBe('DELETE_COMPLETE');
  const second = await createStack(client, 's', template(true));
  await objects.put('x', Buffer.from('x'));
  expect((await deleteStack(client, second.stackId)).status).toBe('DELETE_COMPLETE');
});

it('knows each type of resource by the file that is named for it', async () => {
  const folder = join(import.meta.dirname, '../../../shared/sandbox/ros/resources');
  const defining: string[] = [];
  for (const file of await readdir(folder))
    if (/ defineResourceType\(/.test(await readFile(join(folder, file), 'utf8'))) defining.push(file);
  const named = resourceTypes.map(
    ({ type }) =>
      `${type
        .replace('ALIYUN::', '')
        .replace('::', '-')
        .replaceAll(/(?<=[a-z])[A-Z]/g, '-$&')
        .toLowerCase()}.ts`,
  );
  expect(named.toSorted()).toEqual(defining.toSorted());
  expect(named).toHaveLength(11);
});
