import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, type Parameters } from '../../support/sandbox/calls.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { documentOf, newKey, roleTrusting, userWithKey } from '../../support/sandbox/people.ts';
import { draftAcs3, draftRpc, send, signAcs3, signRpc } from '../../support/sandbox/signed-request.ts';

const whoAmI = 'GetCallerIdentity';

async function start(options = {}) {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock, ...options });
  return {
    sandbox,
    clock,
    ram: callsTo(sandbox, 'ram'),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

describe('a key of a user', () => {
  it('signs in both ways', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice');
    for (const draft of [
      signAcs3(draftAcs3(key, whoAmI, {}, 'sts'), key),
      signRpc(draftRpc(key, whoAmI, {}, 'sts'), key),
    ])
      expect(await send(key, draft)).toMatchObject({ status: 200, body: { IdentityType: 'RAMUser' } });
  });

  it('is refused while it is disabled, and taken again when it is enabled', async () => {
    await using running = await start();
    const key = await userWithKey(running.sandbox, 'alice');
    const set = (Status: string) =>
      running.ram('UpdateAccessKey', { UserAccessKeyId: key.accessKeyId, UserName: 'alice', Status });
    await set('Inactive');
    expect(await callsTo(key, 'sts')(whoAmI)).toMatchObject({
      failed: 'InvalidAccessKeyId.Inactive',
      status: 400,
    });
    await set('Active');
    expect(await callsTo(key, 'sts')(whoAmI)).toHaveProperty('UserId');
  });

  it('is unknown once it is deleted, which makes room for another', async () => {
    await using running = await start();
    const { ram, sandbox } = running;
    const key = await userWithKey(sandbox, 'alice');
    const named = { UserAccessKeyId: key.accessKeyId, UserName: 'alice' };
    await newKey(sandbox, 'alice');
    expect(await ram('DeleteAccessKey', named)).toMatchObject({ status: 409 });
    await ram('UpdateAccessKey', { ...named, Status: 'Inactive' });
    expect(await ram('DeleteAccessKey', named)).toHaveProperty('RequestId');
    expect(await callsTo(key, 'sts')(whoAmI)).toMatchObject({ failed: 'InvalidAccessKeyId.NotFound' });
    expect(await ram('CreateAccessKey', { UserName: 'alice' })).toHaveProperty('AccessKey');
  });

  it('is nothing under the name of another user', async () => {
    await using running = await start();
    const { ram, sandbox } = running;
    const { accessKeyId: UserAccessKeyId } = await userWithKey(sandbox, 'alice');
    await userWithKey(sandbox, 'bob');
    const named = { UserAccessKeyId, UserName: 'bob', Status: 'Inactive' };
    for (const action of ['UpdateAccessKey', 'DeleteAccessKey', 'GetAccessKeyLastUsed'])
      expect(await ram(action, named), action).toMatchObject({ failed: 'EntityNotExist.User.AccessKey' });
  });

  it('is listed as it was for as long as reads lag', async () => {
    await using running = await start();
    const { ram, sandbox } = running;
    const { accessKeyId: UserAccessKeyId } = await userWithKey(sandbox, 'alice');
    sandbox.faults.staleReads(60_000);
    await ram('UpdateAccessKey', { UserAccessKeyId, UserName: 'alice', Status: 'Inactive' });
    const listed = async () =>
      Object(await ram('ListAccessKeys', { UserName: 'alice' })).AccessKeys.AccessKey[0].Status;
    expect(await listed()).toBe('Active');
    running.clock.pass(60_000);
    expect(await listed()).toBe('Inactive');
  });

  it('is one of two at most, disabled ones counted', async () => {
    await using running = await start();
    const { ram, sandbox } = running;
    const { accessKeyId: UserAccessKeyId } = await userWithKey(sandbox, 'alice');
    await newKey(sandbox, 'alice');
    await ram('UpdateAccessKey', { UserAccessKeyId, UserName: 'alice', Status: 'Inactive' });
    expect(await ram('CreateAccessKey', { UserName: 'alice' })).toMatchObject({
      failed: 'LimitExceeded.User.AccessKey',
      status: 409,
    });
  });

  it('is there, with a secret that nobody knows, when the reply that told it was lost', async () => {
    await using running = await start();
    const { ram, sandbox } = running;
    await ram('CreateUser', { UserName: 'alice' });
    sandbox.faults.ask({ fault: { kind: 'lose-reply' }, action: 'CreateAccessKey' });
    await ram('CreateAccessKey', { UserName: 'alice' }).catch(() => undefined);
    const { AccessKeys } = Object(await ram('ListAccessKeys', { UserName: 'alice' }));
    expect(AccessKeys.AccessKey).toEqual([
      { AccessKeyId: expect.any(String), Status: 'Active', CreateDate: expect.any(String) },
    ]);
  });

  it('is known only once word of it has spread', async () => {
    await using running = await start({ switches: { accessKeySpread: 5_000 } });
    const key = await userWithKey(running.sandbox, 'alice');
    running.clock.pass(4_000);
    expect(await callsTo(key, 'sts')(whoAmI)).toMatchObject({
      failed: 'InvalidAccessKeyId.NotFound',
      status: 404,
    });
    running.clock.pass(1_000);
    expect(await callsTo(key, 'sts')(whoAmI)).toHaveProperty('UserId');
  });

  it('is meant to be of the caller when no user is named', async () => {
    await using running = await start();
    const { sandbox, ram } = running;
    const own = `acs:ram:*:${sandbox.accountId}:user/alice`;
    const key = await userWithKey(sandbox, 'alice', {
      statements: [{ Effect: 'Allow', Action: 'ram:*AccessKey*', Resource: own }],
    });
    const asAlice = callsTo(key, 'ram');
    const { AccessKeyId: UserAccessKeyId } = Object(await asAlice('CreateAccessKey')).AccessKey;
    expect(Object(await asAlice('ListAccessKeys')).AccessKeys.AccessKey).toHaveLength(2);
    expect(await asAlice('GetAccessKeyLastUsed', { UserAccessKeyId })).toHaveProperty('AccessKeyLastUsed');
    await asAlice('UpdateAccessKey', { UserAccessKeyId, Status: 'Inactive' });
    expect(await asAlice('DeleteAccessKey', { UserAccessKeyId })).toHaveProperty('RequestId');
    expect(await asAlice('ListAccessKeys', { UserName: 'bob' })).toMatchObject({ failed: 'NoPermission' });
    expect(await ram('ListAccessKeys')).toMatchObject({ failed: 'MissingParameter' });
  });
});

describe('the last use of a key', () => {
  const lagging = { switches: { lastUsedLag: 60_000 } };

  async function startUsed(options = {}) {
    const running = await start(options);
    const key = await userWithKey(running.sandbox, 'alice');
    const use = () => callsTo(key, 'sts')(whoAmI);
    const lastUsed = async () => {
      const named = { UserAccessKeyId: key.accessKeyId, UserName: 'alice' };
      const { AccessKeyLastUsed } = Object(await running.ram('GetAccessKeyLastUsed', named));
      return AccessKeyLastUsed.LastUsedDate === undefined
        ? undefined
        : Date.parse(AccessKeyLastUsed.LastUsedDate);
    };
    return { ...running, key, use, lastUsed };
  }

  it('is that of the last request that was accepted', async () => {
    await using used = await startUsed();
    await used.use();
    const first = await used.lastUsed();
    used.clock.pass(10_000);
    await callsTo({ ...used.key, accessKeySecret: 'wrong' }, 'sts')(whoAmI);
    expect(await used.lastUsed()).toBe(first);
    await used.use();
    expect((await used.lastUsed()) ?? 0).toBeGreaterThanOrEqual((first ?? 0) + 9_000);
  });

  it('is told only after the lag, each use in its turn', async () => {
    await using used = await startUsed(lagging);
    const began = Date.now();
    // Seconds after the start, and which use is told then.
    const told: [number, number | undefined][] = [];
    for (let second = 0; second <= 120; second += 15) {
      if (second < 60) await used.use();
      const seen = await used.lastUsed();
      told.push([second, seen && 15 * Math.round((seen - began + 1_000) / 15_000)]);
      used.clock.pass(15_000);
    }
    expect(told).toEqual([
      ...[0, 15, 30, 45].map((second) => [second, undefined]),
      ...[60, 75, 90, 105, 120].map((second) => [second, Math.min(second - 60, 45)]),
    ]);
  });
});

describe('RAM', () => {
  const UserName = 'alice';
  const RoleName = 'rotator';
  const PolicyName = 'p';
  const custom = { PolicyName, PolicyType: 'Custom' };
  const document = documentOf({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
  const trust = documentOf({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'fc.aliyuncs.com' },
  });

  /** There is a user with a key, a role, and a policy that both have. */
  async function startPeopled() {
    const running = await start();
    await userWithKey(running.sandbox, UserName);
    await roleTrusting(running.sandbox, RoleName, { Service: 'fc.aliyuncs.com' });
    await running.ram('CreatePolicy', { PolicyName, PolicyDocument: document });
    await running.ram('AttachPolicyToUser', { ...custom, UserName });
    await running.ram('AttachPolicyToRole', { ...custom, RoleName });
    return running;
  }

  it.each<[string, Parameters, string, number]>([
    ['CreateUser', { UserName }, 'EntityAlreadyExists.User', 409],
    ['CreateUser', { UserName: 'a b' }, 'InvalidParameter.UserName.InvalidChars', 400],
    ['CreateUser', { UserName: 'a'.repeat(65) }, 'InvalidParameter.UserName.Length', 400],
    ['CreateUser', { UserName: 'b', Comments: 'x'.repeat(129) }, 'InvalidParameter.Comments.Length', 400],
    ['CreateUser', {}, 'MissingParameter', 400],
    ['GetUser', { UserName: 'none' }, 'EntityNotExist.User', 404],
    ['DeleteUser', { UserName: 'none' }, 'EntityNotExist.User', 404],
    ['DeleteUser', { UserName }, 'DeleteConflict.User.AccessKey', 409],
    ['ListUsers', { MaxItems: '1001' }, 'InvalidParameter', 400],
    ['CreateAccessKey', { UserName: 'none' }, 'EntityNotExist.User', 404],
    ['ListAccessKeys', { UserName: 'none' }, 'EntityNotExist.User', 404],
    [
      'UpdateAccessKey',
      { UserName, UserAccessKeyId: 'none', Status: 'Active' },
      'EntityNotExist.User.AccessKey',
      404,
    ],
    ['UpdateAccessKey', { UserName, UserAccessKeyId: 'none', Status: 'active' }, 'InvalidParameter', 400],
    ['DeleteAccessKey', { UserName, UserAccessKeyId: 'none' }, 'EntityNotExist.User.AccessKey', 404],
    ['DeleteAccessKey', { UserName: 'none', UserAccessKeyId: 'none' }, 'EntityNotExist.User', 404],
    ['GetAccessKeyLastUsed', { UserName, UserAccessKeyId: 'none' }, 'EntityNotExist.User.AccessKey', 404],
    ['CreateRole', { RoleName, AssumeRolePolicyDocument: trust }, 'EntityAlreadyExists.Role', 409],
    ['CreateRole', { RoleName: 'b', AssumeRolePolicyDocument: document }, 'MalformedPolicyDocument', 400],
    [
      'CreateRole',
      { RoleName: 'b', AssumeRolePolicyDocument: trust, MaxSessionDuration: '900' },
      'InvalidParameter',
      400,
    ],
    ['GetRole', { RoleName: 'none' }, 'EntityNotExist.Role', 404],
    ['DeleteRole', { RoleName }, 'DeleteConflict.Role.Policy', 409],
    ['CreatePolicy', { PolicyName, PolicyDocument: document }, 'EntityAlreadyExists.Policy', 409],
    [
      'CreatePolicy',
      { PolicyName: 'AdministratorAccess', PolicyDocument: document },
      'EntityAlreadyExists.Policy',
      409,
    ],
    ['CreatePolicy', { PolicyName: 'b', PolicyDocument: trust }, 'MalformedPolicyDocument', 400],
    [
      'CreatePolicy',
      { PolicyName: 'b', PolicyDocument: document.padEnd(6_145) },
      'InvalidParameter.PolicyDocument.Length',
      400,
    ],
    [
      'CreatePolicy',
      { PolicyName: 'a.b', PolicyDocument: document },
      'InvalidParameter.PolicyName.InvalidChars',
      400,
    ],
    ['CreatePolicyVersion', { PolicyName, PolicyDocument: '{}' }, 'MalformedPolicyDocument', 400],
    ['DeletePolicy', { PolicyName }, 'DeleteConflict.Policy.User', 409],
    ['DeletePolicy', { PolicyName: 'AdministratorAccess' }, 'EntityNotExist.Policy', 404],
    ['GetPolicy', { PolicyName, PolicyType: 'System' }, 'EntityNotExist.Policy', 404],
    ['GetPolicy', { PolicyName, PolicyType: 'Other' }, 'InvalidParameter.PolicyType', 400],
    ['AttachPolicyToUser', { ...custom, UserName }, 'EntityAlreadyExists.User.Policy', 409],
    ['AttachPolicyToUser', { ...custom, PolicyName: 'x', UserName }, 'EntityNotExist.Policy', 404],
    ['AttachPolicyToUser', { ...custom, UserName: 'none' }, 'EntityNotExist.User', 404],
    ['AttachPolicyToRole', { ...custom, RoleName }, 'EntityAlreadyExists.Role.Policy', 409],
    ['DetachPolicyFromUser', { ...custom, PolicyName: 'x', UserName }, 'EntityNotExist.User.Policy', 404],
    [
      'DetachPolicyFromUser',
      { PolicyName, PolicyType: 'System', UserName },
      'EntityNotExist.User.Policy',
      404,
    ],
    ['DetachPolicyFromRole', { ...custom, PolicyName: 'x', RoleName }, 'EntityNotExist.Role.Policy', 404],
    ['ListPoliciesForUser', { UserName: 'none' }, 'EntityNotExist.User', 404],
    ['ListPoliciesForRole', { RoleName: 'none' }, 'EntityNotExist.Role', 404],
  ])('refuses %s with %j: %s', async (action, parameters, failed, status) => {
    await using running = await startPeopled();
    expect(await running.ram(action, parameters)).toMatchObject({ failed, status });
  });

  it('deletes nobody and nothing that something hangs on', async () => {
    await using running = await startPeopled();
    const { ram } = running;
    const [{ AccessKeyId: UserAccessKeyId }] = Object(await ram('ListAccessKeys', { UserName })).AccessKeys
      .AccessKey;
    await ram('UpdateAccessKey', { UserName, UserAccessKeyId, Status: 'Inactive' });
    await ram('DeleteAccessKey', { UserName, UserAccessKeyId });
    expect(await ram('DeleteUser', { UserName })).toMatchObject({ failed: 'DeleteConflict.User.Policy' });
    await ram('DetachPolicyFromUser', { ...custom, UserName });
    expect(await ram('DeleteUser', { UserName })).toHaveProperty('RequestId');
    expect(await ram('DeletePolicy', { PolicyName })).toMatchObject({ failed: 'DeleteConflict.Policy.Role' });
    await ram('DetachPolicyFromRole', { ...custom, RoleName });
    await ram('CreatePolicyVersion', { PolicyName, PolicyDocument: document });
    expect(await ram('DeletePolicy', { PolicyName })).toMatchObject({
      failed: 'DeleteConflict.Policy.Version',
    });
    expect(await ram('DeletePolicy', { PolicyName, CascadingDelete: 'true' })).toHaveProperty('RequestId');
  });

  it('keeps five versions of a policy and drops the oldest only when told to', async () => {
    await using running = await startPeopled();
    const add = (more = {}) =>
      running.ram('CreatePolicyVersion', { PolicyName, PolicyDocument: document, ...more });
    for (const VersionId of ['v2', 'v3', 'v4', 'v5'])
      expect(await add()).toMatchObject({ PolicyVersion: { VersionId, IsDefaultVersion: false } });
    expect(await add()).toMatchObject({ failed: 'LimitExceeded.Policy.Version' });
    const RotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
    expect(await add({ RotateStrategy })).toMatchObject({ PolicyVersion: { VersionId: 'v6' } });
    expect(await running.ram('GetPolicy', custom)).toMatchObject({ Policy: { DefaultVersion: 'v1' } });
  });

  it('attaches five custom policies at most', async () => {
    await using running = await startPeopled();
    const { ram } = running;
    const answers: unknown[] = [];
    for (const name of ['q1', 'q2', 'q3', 'q4', 'q5']) {
      await ram('CreatePolicy', { PolicyName: name, PolicyDocument: document });
      answers.push(await ram('AttachPolicyToUser', { ...custom, PolicyName: name, UserName }));
    }
    expect(answers.at(-2)).toHaveProperty('RequestId');
    expect(answers.at(-1)).toMatchObject({ failed: 'LimitExceeded.User.Policy', status: 409 });
  });
});
