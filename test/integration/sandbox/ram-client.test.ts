import ram from '@alicloud/ram20150501';
import { describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { officialConfig } from '../../support/sandbox/calls.ts';
import { documentOf } from '../../support/sandbox/people.ts';

const clientOf = (sandbox: Sandbox) => new ram.default(officialConfig(sandbox));

async function start() {
  const sandbox = await startSandbox();
  return {
    sandbox,
    client: clientOf(sandbox),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const userName = 'alice';
const policyDocument = documentOf({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
const trust = documentOf({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: ['fc.aliyuncs.com'] },
});

describe('the official client for RAM', () => {
  it('creates, gets, lists and deletes a user', async () => {
    await using running = await start();
    const { client } = running;
    const more = { displayName: 'Alice', comments: 'first', email: 'a@example.com', mobilePhone: '86-1' };
    const { body: created } = await client.createUser(new ram.CreateUserRequest({ userName, ...more }));
    expect(created).toMatchObject({
      requestId: expect.any(String),
      user: { userName, ...more, userId: expect.stringMatching(/^\d{18}$/), createDate: date },
    });
    const { body: got } = await client.getUser(new ram.GetUserRequest({ userName }));
    expect(got).toMatchObject({ user: { userName, userId: created?.user?.userId, updateDate: date } });
    await client.deleteUser(new ram.DeleteUserRequest({ userName }));
    await expect(client.getUser(new ram.GetUserRequest({ userName }))).rejects.toMatchObject({
      code: 'EntityNotExist.User',
      statusCode: 404,
    });
  });

  it('lists users page by page', async () => {
    await using running = await start();
    const { client } = running;
    for (const name of ['c', 'a', 'b'])
      await client.createUser(new ram.CreateUserRequest({ userName: name }));
    const { body: first } = await client.listUsers(new ram.ListUsersRequest({ maxItems: 2 }));
    expect(first).toMatchObject({
      isTruncated: true,
      marker: 'b',
      users: { user: [{ userName: 'a' }, { userName: 'b' }] },
    });
    const { body: second } = await client.listUsers(new ram.ListUsersRequest({ maxItems: 2, marker: 'b' }));
    expect(second).toMatchObject({ isTruncated: false, users: { user: [{ userName: 'c' }] } });
    expect(second?.marker).toBeUndefined();
  });

  it('takes a key through its life', async () => {
    await using running = await start();
    const { client } = running;
    await client.createUser(new ram.CreateUserRequest({ userName }));
    const { body: created } = await client.createAccessKey(new ram.CreateAccessKeyRequest({ userName }));
    const userAccessKeyId = created?.accessKey?.accessKeyId;
    const named = { userName, userAccessKeyId };
    expect(created?.accessKey).toMatchObject({
      accessKeyId: expect.stringMatching(/^LTAI5t\w{18}$/),
      accessKeySecret: expect.stringMatching(/^\w{30}$/),
      status: 'Active',
      createDate: date,
    });
    await client.updateAccessKey(new ram.UpdateAccessKeyRequest({ ...named, status: 'Inactive' }));
    const { body: listed } = await client.listAccessKeys(new ram.ListAccessKeysRequest({ userName }));
    expect(listed?.accessKeys?.accessKey).toMatchObject([
      { accessKeyId: userAccessKeyId, status: 'Inactive', createDate: date },
    ]);
    const { body: used } = await client.getAccessKeyLastUsed(new ram.GetAccessKeyLastUsedRequest(named));
    expect(used).toHaveProperty('accessKeyLastUsed');
    expect(used?.accessKeyLastUsed?.lastUsedDate).toBeUndefined();
    await client.deleteAccessKey(new ram.DeleteAccessKeyRequest(named));
    const { body: none } = await client.listAccessKeys(new ram.ListAccessKeysRequest({ userName }));
    expect(none?.accessKeys?.accessKey).toEqual([]);
  });

  it('creates, gets, lists and deletes a role', async () => {
    await using running = await start();
    const { client, sandbox } = running;
    const roleName = 'rotator';
    const role = {
      roleName,
      arn: `acs:ram::${sandbox.accountId}:role/rotator`,
      description: 'rotates',
      maxSessionDuration: 7_200,
      roleId: expect.stringMatching(/^\d{18}$/),
    };
    const { body: created } = await client.createRole(
      new ram.CreateRoleRequest({
        roleName,
        assumeRolePolicyDocument: trust,
        description: 'rotates',
        maxSessionDuration: 7_200,
      }),
    );
    expect(created?.role).toMatchObject({ ...role, assumeRolePolicyDocument: trust });
    const { body: got } = await client.getRole(new ram.GetRoleRequest({ roleName }));
    expect(got?.role).toMatchObject({ ...role, assumeRolePolicyDocument: trust });
    const { body: listed } = await client.listRoles(new ram.ListRolesRequest({}));
    expect(listed).toMatchObject({ isTruncated: false, roles: { role: [role] } });
    await client.deleteRole(new ram.DeleteRoleRequest({ roleName }));
    await expect(client.getRole(new ram.GetRoleRequest({ roleName }))).rejects.toMatchObject({
      code: 'EntityNotExist.Role',
    });
  });

  it('creates a policy, gives it a version, lists and deletes it', async () => {
    await using running = await start();
    const { client } = running;
    const policyName = 'kms-all';
    const custom = { policyName, policyType: 'Custom' };
    const { body: created } = await client.createPolicy(
      new ram.CreatePolicyRequest({ policyName, policyDocument, description: 'all' }),
    );
    expect(created?.policy).toMatchObject({ ...custom, defaultVersion: 'v1', description: 'all' });
    const narrower = documentOf({ Effect: 'Allow', Action: 'kms:Get*', Resource: '*' });
    const { body: second } = await client.createPolicyVersion(
      new ram.CreatePolicyVersionRequest({ policyName, policyDocument: narrower, setAsDefault: true }),
    );
    expect(second?.policyVersion).toMatchObject({ versionId: 'v2', isDefaultVersion: true });
    const { body: got } = await client.getPolicy(new ram.GetPolicyRequest(custom));
    expect(got).toMatchObject({
      policy: { ...custom, defaultVersion: 'v2', attachmentCount: 0, createDate: date, updateDate: date },
      defaultPolicyVersion: { versionId: 'v2', isDefaultVersion: true, policyDocument: narrower },
    });
    const { body: listed } = await client.listPolicies(new ram.ListPoliciesRequest({ policyType: 'Custom' }));
    expect(listed?.policies?.policy).toMatchObject([custom]);
    const { body: system } = await client.listPolicies(new ram.ListPoliciesRequest({ policyType: 'System' }));
    expect(system?.policies?.policy?.map((one) => one.policyName)).toContain('AliyunKMSFullAccess');
    await client.deletePolicy(new ram.DeletePolicyRequest({ policyName, cascadingDelete: true }));
    await expect(client.getPolicy(new ram.GetPolicyRequest(custom))).rejects.toMatchObject({
      code: 'EntityNotExist.Policy',
    });
  });

  it('attaches policies to users and roles, lists and detaches them', async () => {
    await using running = await start();
    const { client } = running;
    const roleName = 'rotator';
    await client.createUser(new ram.CreateUserRequest({ userName }));
    await client.createRole(new ram.CreateRoleRequest({ roleName, assumeRolePolicyDocument: trust }));
    await client.createPolicy(new ram.CreatePolicyRequest({ policyName: 'p', policyDocument }));
    const custom = { policyName: 'p', policyType: 'Custom' };
    const system = { policyName: 'AliyunKMSFullAccess', policyType: 'System' };
    await client.attachPolicyToUser(new ram.AttachPolicyToUserRequest({ ...custom, userName }));
    await client.attachPolicyToUser(new ram.AttachPolicyToUserRequest({ ...system, userName }));
    await client.attachPolicyToRole(new ram.AttachPolicyToRoleRequest({ ...custom, roleName }));
    const { body: ofUser } = await client.listPoliciesForUser(
      new ram.ListPoliciesForUserRequest({ userName }),
    );
    expect(ofUser?.policies?.policy).toMatchObject([{ ...custom, attachDate: date }, system]);
    const { body: ofRole } = await client.listPoliciesForRole(
      new ram.ListPoliciesForRoleRequest({ roleName }),
    );
    expect(ofRole?.policies?.policy).toMatchObject([{ ...custom, defaultVersion: 'v1' }]);
    const { body: got } = await client.getPolicy(new ram.GetPolicyRequest(custom));
    expect(got?.policy?.attachmentCount).toBe(2);
    await client.detachPolicyFromUser(new ram.DetachPolicyFromUserRequest({ ...custom, userName }));
    await client.detachPolicyFromRole(new ram.DetachPolicyFromRoleRequest({ ...custom, roleName }));
    const { body: left } = await client.listPoliciesForUser(new ram.ListPoliciesForUserRequest({ userName }));
    expect(left?.policies?.policy).toMatchObject([system]);
    await client.deletePolicy(new ram.DeletePolicyRequest({ policyName: 'p' }));
  });
});
