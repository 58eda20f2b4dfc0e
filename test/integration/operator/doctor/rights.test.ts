import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untried } from '../../../../shared/operator/doctor/rights/untried.ts';
import { callsTo, stagesOf } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { tagsOf } from '../../../support/sandbox/tags.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { findingsOf, withOther } from './findings.ts';

const kms = [
  'kms:DescribeSecret',
  'kms:ListSecretVersionIds',
  'kms:GetSecretValue',
  'kms:PutSecretValue',
  'kms:UpdateSecretVersionStage',
  'kms:TagResource',
  'kms:ListSecrets',
];
const ram = [
  'ram:ListAccessKeys',
  'ram:CreateAccessKey',
  'ram:UpdateAccessKey',
  'ram:DeleteAccessKey',
  'ram:GetAccessKeyLastUsed',
];
const rds = [
  'rds:DescribeDBInstanceAttribute',
  'rds:DescribeDBInstanceNetInfo',
  'rds:DescribeAccounts',
  'rds:ResetAccountPassword',
  'rds:GrantAccountPrivilege',
  'rds:RevokeAccountPrivilege',
];
const all = [...kms, 'fc:InvokeFunction', ...ram, ...rds];

describe('rotator doctor', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
    await cloud.createSecret('shop/app', 'a value', {
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
    });
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  let users = 0;
  async function whoMay(Action: readonly string[], Resource: string | readonly string[] = '*') {
    users += 1;
    const statements = [{ Effect: 'Allow', Action, Resource }];
    const key = await userWithKey(cloud.sandbox, `user-${users}`, { statements });
    const { accessKeyId, accessKeySecret } = key;
    return withOther(cloud, {
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    });
  }

  it('tries each action that a template grants, or says why not', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../templates/all.yml'), 'utf8');
    const granted = new Set(
      [...text.matchAll(/\b(?:kms|ram|rds|fc|log|ecs|vpc|eventbridge):[A-Z]\w+/g)].map(([action]) => action),
    );
    expect([...all, ...Object.keys(untried)].toSorted()).toEqual([...granted].toSorted());
  });

  it.each(all)('finds that %s is missing, and no other', async (missing) => {
    const found = await findingsOf(await whoMay(all.filter((action) => action !== missing)));
    const lacking = all.filter((action) => found.get(action)?.state !== 'ok');
    expect(lacking).toEqual([missing]);
    expect(found.get(missing)).toMatchObject({
      state: missing.startsWith('kms:') ? 'failed' : 'warning',
      detail: expect.stringMatching(/^denied for /),
      remedy: expect.stringContaining(`allow ${missing} in RAM`),
    });
  });

  it.each(kms)('finds that %s is missing for a secret by name', async (missing) => {
    const found = await findingsOf(await whoMay(all.filter((action) => action !== missing)), 'shop/app');
    expect(kms.filter((action) => found.get(action)?.state !== 'ok')).toEqual([missing]);
    expect(found.get(missing)?.state).toBe('failed');
  });

  it('says what it cannot try where a policy is for one secret alone', async () => {
    const { accountId, regionId } = cloud.sandbox;
    const own = `acs:kms:${regionId}:${accountId}:secret/shop/app`;
    const found = await findingsOf(
      await whoMay(kms, [own, `acs:kms:${regionId}:${accountId}:secret`]),
      'shop/app',
    );
    const states = Object.fromEntries(kms.map((action) => [action, found.get(action)?.state]));
    expect(states).toEqual({
      'kms:DescribeSecret': 'ok',
      'kms:ListSecretVersionIds': 'ok',
      'kms:GetSecretValue': 'ok',
      'kms:PutSecretValue': 'warning',
      'kms:UpdateSecretVersionStage': 'ok',
      'kms:TagResource': 'warning',
      'kms:ListSecrets': 'ok',
    });
  });

  it('changes nothing, whatever it may do', async () => {
    const call = callsTo(cloud.sandbox);
    const state = async () => [
      await stagesOf(call, 'shop/app'),
      await tagsOf(call, 'shop/app'),
      Object(await cloud.call('ListSecrets', {})).TotalCount,
      await cloud.ram('ListUsers', {}),
    ];
    const before = await state();
    const since = cloud.sandbox.audit.records.length;
    await findingsOf(cloud, 'shop/app');
    await findingsOf(cloud);
    expect(await state()).toMatchObject([
      before[0],
      before[1],
      before[2],
      { Users: Object(before[3]).Users },
    ]);
    const writing = /^(Put|Update|Tag|Create|Delete|Invoke|Reset|Grant|Revoke)/;
    const done = cloud.sandbox.audit.records
      .slice(since)
      .filter(({ eventName, errorCode }) => writing.test(eventName) && errorCode === undefined);
    expect(done).toEqual([]);
  });
});
