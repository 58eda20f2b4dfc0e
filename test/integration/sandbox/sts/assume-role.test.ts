import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { type Address, callsTo, codeOf, type Parameters } from '../../../support/sandbox/calls.ts';
import { documentOf, roleTrusting, userWithKey } from '../../../support/sandbox/people.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const account = () => ({ RAM: `acs:ram::${sandbox.accountId}:root` });
const mayAssumeAny = { system: ['AliyunSTSAssumeRoleAccess'] };
const ask = (key: Address, RoleArn: string, more: Parameters = {}) =>
  callsTo(key, 'sts')('AssumeRole', { RoleArn, RoleSessionName: 'test', ...more });

describe('AssumeRole', () => {
  it('answers keys that expire after an hour', async () => {
    const RoleArn = await roleTrusting(sandbox, 'rotator', account());
    const alice = await userWithKey(sandbox, 'alice', mayAssumeAny);
    const answer = Object(await ask(alice, RoleArn));
    expect(answer).toMatchObject({
      AssumedRoleUser: {
        Arn: `${RoleArn}/test`,
        AssumedRoleId: expect.stringMatching(/^\d{18}:test$/),
      },
      Credentials: {
        AccessKeyId: expect.stringMatching(/^STS\.\w{25}$/),
        AccessKeySecret: expect.stringMatching(/^\w{44}$/),
        SecurityToken: expect.any(String),
      },
    });
    const left = Date.parse(answer.Credentials.Expiration) - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThanOrEqual(3_600_000);
  });

  it('gives a role only to whom it trusts and who may', async () => {
    const Resource = `acs:ram:*:${sandbox.accountId}:role/open`;
    const mayAssume = { statements: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource }] };
    const open = await roleTrusting(sandbox, 'open', account());
    const alices = await roleTrusting(sandbox, 'alices', {
      RAM: `acs:ram::${sandbox.accountId}:user/alice`,
    });
    const alice = await userWithKey(sandbox, 'alice', mayAssume);
    const bob = await userWithKey(sandbox, 'bob', mayAssumeAny);
    expect(await ask(alice, open)).toHaveProperty('Credentials');
    expect(await ask(alice, alices)).toMatchObject({
      denial: { NoPermissionType: 'ImplicitDeny', PolicyType: 'AccountLevelIdentityBasedPolicy' },
    });
    expect(await ask(bob, alices)).toMatchObject({
      failed: 'NoPermission',
      denial: { AuthAction: 'sts:AssumeRole', PolicyType: 'AssumeRolePolicy' },
    });
    expect(await ask(bob, `${open}s`)).toMatchObject({ failed: 'EntityNotExist.Role', status: 404 });
    const foreign = `acs:ram::${sandbox.accountId.replace(/./, '2')}:role/open`;
    expect(await ask(bob, foreign)).toMatchObject({ failed: 'EntityNotExist.Role' });
    expect(await ask(sandbox, open, { RoleSessionName: 'x1' })).toMatchObject({
      failed: 'NoPermission',
      message: expect.stringContaining('root accounts'),
    });
  });

  it.each([
    [{ RoleSessionName: 'x' }, 'InvalidParameter'],
    [{ RoleArn: 'rotator' }, 'InvalidParameter'],
    [{ DurationSeconds: '899' }, 'InvalidParameter.DurationSeconds'],
    [{ DurationSeconds: '3601' }, 'InvalidParameter.DurationSeconds'],
    [{ Policy: '{}' }, 'MalformedPolicyDocument'],
    [{ Policy: 'x'.repeat(2_049) }, 'InvalidParameter'],
    [{ ExternalId: 'x' }, 'InvalidParameter'],
  ])('is refused with %j', async (more, failed) => {
    const RoleArn = await roleTrusting(sandbox, 'rotator', account());
    const alice = await userWithKey(sandbox, 'alice', mayAssumeAny);
    expect(await ask(alice, RoleArn, more)).toMatchObject({ failed, status: 400 });
  });

  it.each(['RoleArn', 'RoleSessionName'])('is refused without %s', async (name) => {
    const given = { RoleArn: `acs:ram::${sandbox.accountId}:role/rotator`, RoleSessionName: 'test' };
    const left = Object.fromEntries(Object.entries(given).filter(([key]) => key !== name));
    expect(await callsTo(sandbox, 'sts')('AssumeRole', left)).toMatchObject({
      failed: 'MissingParameter',
      message: expect.stringContaining(name),
    });
  });

  it('asks for the external id that a role wants', async () => {
    await callsTo(sandbox, 'ram')('CreateRole', {
      RoleName: 'shared',
      AssumeRolePolicyDocument: documentOf({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: account(),
        Condition: { StringEquals: { 'sts:ExternalId': 'abc' } },
      }),
    });
    const alice = await userWithKey(sandbox, 'alice', mayAssumeAny);
    const shared = `acs:ram::${sandbox.accountId}:role/shared`;
    expect(await ask(alice, shared, { ExternalId: 'abc' })).toHaveProperty('Credentials');
    expect(await ask(alice, shared, { ExternalId: 'abd' })).toMatchObject({ failed: 'NoPermission' });
    expect(await ask(alice, shared)).toMatchObject({ failed: 'NoPermission' });
  });

  it('checks parameters, permission, root, policy, existence, trust and duration in this order', async () => {
    const RoleArn = (name: string) => `acs:ram::${sandbox.accountId}:role/${name}`;
    await roleTrusting(sandbox, 'closed', { Service: 'fc.aliyuncs.com' });
    await roleTrusting(sandbox, 'open', account());
    const nobody = await userWithKey(sandbox, 'nobody');
    const alice = await userWithKey(sandbox, 'alice', mayAssumeAny);
    const late = { DurationSeconds: '3601' };
    const wrong = { ...late, Policy: '{}' };
    expect([
      await codeOf(ask(nobody, RoleArn('none'), { ...wrong, ExternalId: 'x' })),
      await codeOf(ask(nobody, RoleArn('none'), wrong)),
      await codeOf(ask(sandbox, RoleArn('none'), wrong)),
      await codeOf(ask(alice, RoleArn('none'), wrong)),
      await codeOf(ask(alice, RoleArn('none'), late)),
      await codeOf(ask(alice, RoleArn('closed'), late)),
      await codeOf(ask(alice, RoleArn('open'), late)),
    ]).toEqual([
      'InvalidParameter',
      'NoPermission',
      'NoPermission',
      'MalformedPolicyDocument',
      'EntityNotExist.Role',
      'NoPermission',
      'InvalidParameter.DurationSeconds',
    ]);
  });
});
