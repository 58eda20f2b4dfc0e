import { describe, expect, it } from 'vitest';
import { connect } from '../../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create, put } from '../../support/sandbox/calls.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { assume, documentOf, roleTrusting, userWithKey } from '../../support/sandbox/people.ts';
import { patience } from '../../support/stand/patience.ts';

const allow = (Action: string | string[], Resource: string | string[] = '*') => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: string) => ({ Effect: 'Deny', Action, Resource: '*' });

async function start() {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock });
  const root = callsTo(sandbox);
  await create(root, 'app');
  await create(root, 'other');
  return {
    sandbox,
    root,
    clock,
    account: { RAM: `acs:ram::${sandbox.accountId}:root` },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

const denied = (NoPermissionType: string, PolicyType: string) =>
  expect.objectContaining({ denial: expect.objectContaining({ NoPermissionType, PolicyType }) });
const own = 'AccountLevelIdentityBasedPolicy';

describe('a user', () => {
  it('can do nothing without a policy, and the denial says what was missing', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice');
    const { UserId } = Object(await callsTo(key, 'sts')('GetCallerIdentity'));
    expect(await callsTo(key)('GetSecretValue', { SecretName: 'app' })).toMatchObject({
      failed: 'Forbidden.NoPermission',
      status: 403,
      denial: {
        AuthAction: 'kms:GetSecretValue',
        AuthPrincipalType: 'SubUser',
        AuthPrincipalOwnerId: running.sandbox.accountId,
        AuthPrincipalDisplayName: UserId,
        NoPermissionType: 'ImplicitDeny',
        PolicyType: own,
      },
    });
    expect(await callsTo(key, 'ram')('ListUsers')).toMatchObject({ failed: 'NoPermission', status: 403 });
  });

  it('is told by the product what permission is missing', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice');
    const { endpoint, regionId: region } = running.sandbox;
    const client = connect({
      service: 'kms',
      version: '2016-01-20',
      region,
      endpoint,
      credentials: fixedCredentials(key),
    });
    await expect(
      client.call('PutSecretValue', { SecretName: 'app', VersionId: 'v2' }, AbortSignal.timeout(patience), {
        SecretData: 'x',
      }),
    ).rejects.toMatchObject({
      code: 'Forbidden.NoPermission',
      refused: true,
      denial: { action: 'kms:PutSecretValue', principal: expect.stringMatching(/^\d{18}$/) },
    });
  });

  it('can do what the policy names and nothing else', async () => {
    await using running = await start();
    const resource = `acs:kms:*:${running.sandbox.accountId}:secret/app`;
    const key = await userWithKey(running.sandbox, 'alice', {
      statements: [allow(['kms:GetSecretValue', 'kms:PutSecretValue'], resource)],
    });
    const call = callsTo(key);
    expect(await call('GetSecretValue', { SecretName: 'app' })).toHaveProperty('SecretData');
    expect(await put(call, 'app', 'v2')).toHaveProperty('RequestId');
    for (const [action, parameters] of [
      ['GetSecretValue', { SecretName: 'other' }],
      ['GetSecretValue', { SecretName: 'none' }],
      ['DescribeSecret', { SecretName: 'app' }],
      ['ListSecrets', {}],
      ['GetRandomPassword', {}],
    ] as const)
      expect(await call(action, parameters), action).toMatchObject({ failed: 'Forbidden.NoPermission' });
    const both = { ResourceType: 'secret', 'ResourceId.1': 'app', 'ResourceId.2': 'other' };
    expect(await call('TagResources', { ...both, 'Tag.1.Key': 'a' })).toMatchObject({
      failed: 'Forbidden.NoPermission',
    });
  });

  it('changes nothing when it is denied', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice', { statements: [allow('kms:Get*')] });
    await put(callsTo(key), 'app', 'v2');
    expect(await running.root('GetSecretValue', { SecretName: 'app' })).toMatchObject({ VersionId: 'v1' });
  });

  it('is denied explicitly although another policy allows everything', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice', {
      system: ['AdministratorAccess'],
      statements: [deny('kms:DeleteSecret')],
    });
    const call = callsTo(key);
    expect(await call('ListSecrets')).toHaveProperty('TotalCount');
    expect(await call('DeleteSecret', { SecretName: 'app' })).toEqual(denied('ExplicitDeny', own));
  });

  it.each([
    ['AliyunKMSFullAccess', { kms: true, list: true, create: false }],
    ['AliyunKMSReadOnlyAccess', { kms: false, list: true, create: false }],
    ['AliyunRAMFullAccess', { kms: false, list: false, create: true }],
    ['AliyunRAMReadOnlyAccess', { kms: false, list: false, create: false }],
    ['AliyunSTSAssumeRoleAccess', { kms: false, list: false, create: false }],
    ['AdministratorAccess', { kms: true, list: true, create: true }],
  ])('has with %s what it says', async (policy, expected) => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice', { system: [policy] });
    const may = async (call: Promise<unknown>) => !('denial' in Object(await call));
    expect({
      kms: await may(put(callsTo(key), 'app', 'v2')),
      list: await may(callsTo(key)('ListSecrets')),
      create: await may(callsTo(key, 'ram')('CreateUser', { UserName: 'bob' })),
    }).toEqual(expected);
  });

  it('gains and loses with the next call what is attached, detached and changed', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice', { statements: [allow('kms:List*')] });
    const ram = callsTo(running.sandbox, 'ram');
    const PolicyName = 'of-User-alice';
    const list = () => callsTo(key)('ListSecrets');
    expect(await list()).toHaveProperty('TotalCount');
    const PolicyDocument = documentOf(deny('kms:*'));
    await ram('CreatePolicyVersion', { PolicyName, PolicyDocument });
    expect(await list()).toHaveProperty('TotalCount');
    await ram('CreatePolicyVersion', { PolicyName, PolicyDocument, SetAsDefault: 'true' });
    expect(await list()).toEqual(denied('ExplicitDeny', own));
    await ram('DetachPolicyFromUser', { PolicyName, PolicyType: 'Custom', UserName: 'alice' });
    expect(await list()).toEqual(denied('ImplicitDeny', own));
  });

  it('is bound by the conditions of where, when and how it calls', async () => {
    await using running = await start();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const keyOf = (name: string, Condition: object) =>
      userWithKey(running.sandbox, name, { statements: [{ ...allow('kms:*'), Condition }] });
    const here = await keyOf('here', { IpAddress: { 'acs:SourceIp': '127.0.0.0/8' } });
    const there = await keyOf('there', { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } });
    const today = await keyOf('today', { DateLessThan: { 'acs:CurrentTime': tomorrow } });
    const sealed = await keyOf('sealed', { Bool: { 'acs:SecureTransport': 'true' } });
    const list = (key: typeof here) => callsTo(key)('ListSecrets');
    expect(await list(here)).toHaveProperty('TotalCount');
    expect(await list(there)).toHaveProperty('denial');
    expect(await list(sealed)).toHaveProperty('denial');
    expect(await list(today)).toHaveProperty('TotalCount');
    running.clock.pass(2 * 86_400_000);
    expect(await list(today)).toHaveProperty('denial');
  });
});

describe('a role', () => {
  it('gives its own permissions and none of who assumed it', async () => {
    await using running = await start();
    const { sandbox, account } = running;
    const arn = await roleTrusting(sandbox, 'rotator', account, {
      statements: [allow('kms:GetSecretValue')],
    });
    const alice = await userWithKey(sandbox, 'alice', { system: ['AdministratorAccess'] });
    const call = callsTo(await assume(alice, arn));
    expect(await call('GetSecretValue', { SecretName: 'app' })).toHaveProperty('SecretData');
    expect(await call('ListSecrets')).toMatchObject({
      failed: 'Forbidden.NoPermission',
      denial: {
        AuthPrincipalType: 'AssumedRoleUser',
        AuthPrincipalDisplayName: 'rotator:test',
        PolicyType: own,
      },
    });
  });

  it('is narrowed by the policy of its session, never widened', async () => {
    await using running = await start();
    const { sandbox, account } = running;
    const arn = await roleTrusting(sandbox, 'rotator', account, {
      statements: [allow('kms:*'), deny('kms:DeleteSecret')],
    });
    const alice = await userWithKey(sandbox, 'alice', { system: ['AliyunSTSAssumeRoleAccess'] });
    const Policy = documentOf(
      allow(['kms:Get*', 'kms:DeleteSecret', 'ram:*']),
      deny('kms:GetRandomPassword'),
    );
    const key = await assume(alice, arn, { Policy });
    const call = callsTo(key);
    expect(await call('GetSecretValue', { SecretName: 'app' })).toHaveProperty('SecretData');
    expect(await call('ListSecrets')).toEqual(denied('ImplicitDeny', 'SessionPolicy'));
    expect(await call('GetRandomPassword')).toEqual(denied('ExplicitDeny', 'SessionPolicy'));
    expect(await call('DeleteSecret', { SecretName: 'app' })).toEqual(denied('ExplicitDeny', own));
    expect(await callsTo(key, 'ram')('ListUsers')).toEqual(denied('ImplicitDeny', own));
  });

  it('is assumed by a service that it trusts, for what the service runs', async () => {
    await using running = await start();
    const { sandbox } = running;
    await roleTrusting(sandbox, 'fn', { Service: 'fc.aliyuncs.com' }, { statements: [allow('kms:List*')] });
    const key = sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: 'fn' });
    expect(await callsTo({ ...sandbox, ...key })('ListSecrets')).toHaveProperty('TotalCount');
    expect(() => sandbox.assumeForService({ service: 'ecs.aliyuncs.com', roleName: 'fn' })).toThrow(
      'does not trust',
    );
  });
});

describe('an audit record', () => {
  it('tells a user and an assumed role', async () => {
    await using running = await start();
    const { sandbox, account } = running;
    const arn = await roleTrusting(sandbox, 'rotator', account);
    const alice = await userWithKey(sandbox, 'alice', { system: ['AliyunSTSAssumeRoleAccess'] });
    const session = await assume(alice, arn);
    await callsTo(session)('ListSecrets');
    const [assumed, listed] = sandbox.audit.records.slice(-2);
    expect(assumed).toMatchObject({
      eventName: 'AssumeRole',
      serviceName: 'Sts',
      apiVersion: '2015-04-01',
      requestParameters: { RoleArn: arn, RoleSessionName: 'test' },
      userIdentity: {
        type: 'ram-user',
        accountId: sandbox.accountId,
        principalId: expect.stringMatching(/^\d{18}$/),
        userName: 'alice',
        accessKeyId: alice.accessKeyId,
      },
    });
    expect(listed).toMatchObject({
      eventName: 'ListSecrets',
      errorCode: 'Forbidden.NoPermission',
      userIdentity: {
        type: 'assumed-role',
        accountId: sandbox.accountId,
        principalId: expect.stringMatching(/^\d{18}:test$/),
        userName: 'rotator:test',
        accessKeyId: session.accessKeyId,
        sessionContext: { attributes: { creationDate: expect.any(String) } },
      },
    });
  });
});
