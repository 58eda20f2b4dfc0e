import { readFile } from 'node:fs/promises';
import ros from '@alicloud/ros20190910';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { type Call, callsTo, stagesOf } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import {
  createStack,
  deleteStack,
  ended,
  eventsOf,
  parameters,
  refusal,
  resourcesOf,
  rosClient,
  updateStack,
} from '../../../support/sandbox/ros-client.ts';
import { temporaryDirectory } from '../../../support/sandbox/temporary-directory.ts';

const template = (more = '') => `
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Value: { Type: String, NoEcho: true, MinLength: 1 }
  Word: { Type: String, Default: one }
Resources:
  Role:
    Type: ALIYUN::RAM::Role
    Properties:
      RoleName: !Sub '\${ALIYUN::StackName}-role'
      AssumeRolePolicyDocument:
        Version: '1'
        Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: [fc.aliyuncs.com] } }]
      Policies:
        - PolicyName: !Sub '\${ALIYUN::StackName}-rotate'
          PolicyDocument:
            Version: '1'
            Statement: [{ Effect: Allow, Action: [kms:GetSecretValue], Resource: [!GetAtt Secret.Arn] }]
  Secret:
    Type: ALIYUN::KMS::Secret
    DeletionPolicy: Retain
    Properties:
      SecretName: app
      VersionId: bootstrap
      SecretData: !Ref Value
      Description: !Ref Word
      Tags: [{ Key: rotation:type, Value: generic }]
${more}
Outputs:
  RoleArn: { Value: !GetAtt Role.Arn }
`;

let sandbox: Sandbox;
let client: ReturnType<typeof rosClient>;
let kms: Call;
let ram: Call;

beforeEach(async () => {
  sandbox = await startSandbox();
  client = rosClient(sandbox);
  kms = callsTo(sandbox);
  ram = callsTo(sandbox, 'ram');
});
afterEach(() => sandbox[Symbol.asyncDispose]());

const regionId = 'cn-hangzhou';
const value = () => kms('GetSecretValue', { SecretName: 'app' });

describe('a stack that the official client makes', () => {
  it('has its resources in order, and tells everything but the values that are not to be echoed', async () => {
    const stack = await createStack(client, 'payments', template(), { Value: 'first' });
    expect(stack).toMatchObject({
      status: 'CREATE_COMPLETE',
      stackName: 'payments',
      outputs: [{ OutputKey: 'RoleArn', OutputValue: `acs:ram::${sandbox.accountId}:role/payments-role` }],
      parameters: [
        { parameterKey: 'Value', parameterValue: '******' },
        { parameterKey: 'Word', parameterValue: 'one' },
      ],
    });
    expect(await eventsOf(client, stack.stackId)).toEqual([
      'payments CREATE_IN_PROGRESS',
      'Secret CREATE_IN_PROGRESS',
      'Secret CREATE_COMPLETE',
      'Role CREATE_IN_PROGRESS',
      'Role CREATE_COMPLETE',
      'payments CREATE_COMPLETE',
    ]);
    expect(await value()).toMatchObject({ SecretData: 'first', VersionId: 'bootstrap' });
    expect(await ram('ListPoliciesForRole', { RoleName: 'payments-role' })).toMatchObject({
      Policies: { Policy: [{ PolicyName: 'payments-rotate', PolicyType: 'Custom' }] },
    });
    expect(JSON.stringify(sandbox.audit.records)).not.toContain('first');
  });

  it('is listed, by its name too', async () => {
    const { stackId } = await createStack(client, 'payments', template(), { Value: 'first' });
    const list = async (stackName: string[]) =>
      (await client.listStacks(new ros.ListStacksRequest({ regionId, stackName }))).body;
    expect(await list(['payments'])).toMatchObject({ totalCount: 1, stacks: [{ stackId }] });
    expect(await list(['other'])).toMatchObject({ totalCount: 0, stacks: [] });
    expect(await refusal(createStack(client, 'payments', template(), { Value: 'x' }))).toBe('StackExists');
  });

  it('is taken back whole when one of its resources cannot be made', async () => {
    await ram('CreatePolicy', {
      PolicyName: 'payments-rotate',
      PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}',
    });
    const stack = await createStack(client, 'payments', template(), { Value: 'first' });
    expect(stack.status).toBe('CREATE_ROLLBACK_COMPLETE');
    expect(stack.statusReason).toMatch(/^Resource CREATE failed: Role: .*EntityAlreadyExists.Policy/);
    expect(await resourcesOf(client, stack.stackId)).toEqual([]);
    expect(await ram('GetRole', { RoleName: 'payments-role' })).toMatchObject({
      failed: 'EntityNotExist.Role',
    });
    // Retained, although the stack was never there.
    expect(await value()).toMatchObject({ SecretData: 'first' });
  });

  it('stays as far as it has come where no rollback is wanted', async () => {
    await kms('CreateSecret', { SecretName: 'app', VersionId: 'v1', SecretData: 'mine' });
    const stack = await createStack(
      client,
      'payments',
      template(),
      { Value: 'x' },
      { disableRollback: true },
    );
    expect(stack).toMatchObject({
      status: 'CREATE_FAILED',
      statusReason: expect.stringContaining('Rejected.ResourceExist'),
    });
    expect(await resourcesOf(client, stack.stackId)).toEqual(['Secret CREATE_FAILED']);
    expect(await value()).toMatchObject({ SecretData: 'mine' });
  });

  it.each([
    [
      'a resource the sandbox has no service for',
      template("  Net: { Type: 'ALIYUN::ECS::VPC' }"),
      {},
      'StackValidationFailed',
    ],
    [
      'a property that is not known',
      template().replace('SecretData:', 'SecretDatum: x\n      SecretData:'),
      {},
      'StackValidationFailed',
    ],
    [
      'an attribute that is not there',
      template().replace('Secret.Arn', 'Secret.RoleArn'),
      {},
      'InvalidTemplateAttribute',
    ],
    [
      'a resource that is not there',
      template().replace('Secret.Arn', 'Nothing.Arn'),
      {},
      'InvalidTemplateReference',
    ],
    ['no value for a parameter', template(), {}, 'UserParameterMissing'],
    ['a parameter that is not there', template(), { Value: 'x', Other: 'y' }, 'UnknownUserParameter'],
    ['no template', 'Resources: [', {}, 'InvalidSchema'],
  ])('is refused with %s before anything is made', async (_, body, given, code) => {
    const all = code.startsWith('Un') || code.startsWith('User') ? given : { Value: 'x', ...given };
    expect(await refusal(createStack(client, 'payments', body, all))).toBe(code);
    expect(sandbox.audit.count('CreateSecret')).toBe(0);
  });
});

describe('an update of a stack', () => {
  const made = async () => (await createStack(client, 'payments', template(), { Value: 'first' })).stackId;

  it('changes what is changed, keeps the tags others have written, and leaves the value alone', async () => {
    const stackId = await made();
    await kms('PutSecretValue', { SecretName: 'app', VersionId: 'rotated', SecretData: 'second' });
    await kms('TagResource', { SecretName: 'app', Tags: '[{"TagKey":"rotation:status","TagValue":"s"}]' });
    const changed = template()
      .replace('Value: generic', 'Value: other')
      .replace('kms:GetSecretValue', 'kms:DescribeSecret')
      .replace('fc.aliyuncs.com', 'ecs.aliyuncs.com');
    const stack = await updateStack(client, stackId, changed, { Word: 'two' });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(await value()).toMatchObject({ SecretData: 'second' });
    expect(await kms('DescribeSecret', { SecretName: 'app', FetchTags: 'true' })).toMatchObject({
      Description: 'two',
      Tags: {
        Tag: expect.arrayContaining([
          { TagKey: 'rotation:type', TagValue: 'other' },
          { TagKey: 'rotation:status', TagValue: 's' },
        ]),
      },
    });
    expect(await ram('GetPolicy', { PolicyName: 'payments-rotate', PolicyType: 'Custom' })).toMatchObject({
      DefaultPolicyVersion: { PolicyDocument: expect.stringContaining('kms:DescribeSecret') },
    });
  });

  it('that would write another value under the same version id is refused by KMS and taken back', async () => {
    const stackId = await made();
    await kms('PutSecretValue', { SecretName: 'app', VersionId: 'rotated', SecretData: 'second' });
    const stack = await updateStack(client, stackId, template(), { Value: 'other', Word: 'two' });
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(stack.statusReason).toContain('Rejected.ResourceExist');
    expect(await value()).toMatchObject({ SecretData: 'second' });
    expect(await stagesOf(kms, 'app')).toEqual({ bootstrap: ['ACSPrevious'], rotated: ['ACSCurrent'] });
    expect(stack.parameters).toContainEqual({ parameterKey: 'Word', parameterValue: 'one' });
    expect(await kms('DescribeSecret', { SecretName: 'app' })).toMatchObject({ Description: 'one' });
  });

  it('makes what is new, deletes what is gone, and refuses what cannot be changed', async () => {
    const stackId = await made();
    const second = `  Policy:
    Type: ALIYUN::RAM::ManagedPolicy
    Properties:
      PolicyName: extra
      Roles: [!Ref Role]
      PolicyDocument: { Version: '1', Statement: [{ Effect: Allow, Action: [kms:ListSecrets], Resource: ['*'] }] }`;
    expect((await updateStack(client, stackId, template(second))).status).toBe('UPDATE_COMPLETE');
    expect(await ram('ListPoliciesForRole', { RoleName: 'payments-role' })).toMatchObject({
      Policies: { Policy: [{ PolicyName: 'payments-rotate' }, { PolicyName: 'extra' }] },
    });
    expect((await updateStack(client, stackId, template())).status).toBe('UPDATE_COMPLETE');
    expect(await ram('GetPolicy', { PolicyName: 'extra', PolicyType: 'Custom' })).toMatchObject({
      failed: 'EntityNotExist.Policy',
    });
    const renamed = await updateStack(
      client,
      stackId,
      template().replace('SecretName: app', 'SecretName: app2'),
    );
    expect(renamed).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      statusReason: expect.stringContaining('SecretName cannot be updated'),
    });
  });

  it('is refused while another one goes on, and of a stack that is not there', async () => {
    const stackId = await made();
    const update = () =>
      client.updateStack(
        new ros.UpdateStackRequest({
          regionId,
          stackId,
          templateBody: template().replace(
            'Word: { Type: String, Default: one }',
            'Word: { Type: String, Default: two }',
          ),
          usePreviousParameters: true,
        }),
      );
    const answers = await Promise.all([refusal(update()), refusal(update())]);
    expect(answers.toSorted()).toEqual(['ActionInProgress', 'not refused']);
    expect((await ended(client, stackId)).status).toBe('UPDATE_COMPLETE');
    expect(await refusal(updateStack(client, 'none', template()))).toBe('StackNotFound');
  });
});

describe('a deletion of a stack', () => {
  it('deletes what is not to be retained, and leaves the secret usable', async () => {
    const { stackId } = await createStack(client, 'payments', template(), { Value: 'first' });
    expect((await deleteStack(client, stackId)).status).toBe('DELETE_COMPLETE');
    expect(await value()).toMatchObject({ SecretData: 'first' });
    expect(await ram('GetRole', { RoleName: 'payments-role' })).toMatchObject({
      failed: 'EntityNotExist.Role',
    });
    expect(await ram('GetPolicy', { PolicyName: 'payments-rotate', PolicyType: 'Custom' })).toMatchObject({
      failed: 'EntityNotExist.Policy',
    });
    expect(
      (await createStack(client, 'payments', template().replaceAll('app', 'app2'), { Value: 'x' })).status,
    ).toBe('CREATE_COMPLETE');
  });

  it('stops at what cannot be deleted, and goes on from there', async () => {
    const { stackId } = await createStack(client, 'payments', template(), { Value: 'first' });
    const extra = { RoleName: 'payments-role', PolicyName: 'AliyunKMSReadOnlyAccess', PolicyType: 'System' };
    await ram('AttachPolicyToRole', extra);
    expect(await deleteStack(client, stackId)).toMatchObject({
      status: 'DELETE_FAILED',
      statusReason: expect.stringContaining('DeleteConflict'),
    });
  });

  it('leaves what is named', async () => {
    const { stackId } = await createStack(client, 'payments', template(), { Value: 'first' });
    await deleteStack(client, stackId, ['Role']);
    expect(await ram('GetRole', { RoleName: 'payments-role' })).toHaveProperty('Role');
  });
});

describe('a change set', () => {
  const change = (more: Readonly<Record<string, unknown>>) =>
    client.createChangeSet(new ros.CreateChangeSetRequest({ regionId, changeSetName: 'c1', ...more }));
  const look = async (changeSetId: string | undefined) =>
    (await client.getChangeSet(new ros.GetChangeSetRequest({ regionId, changeSetId }))).body;
  const given = (values: Readonly<Record<string, string>>) =>
    parameters(values).map((one) => new ros.CreateChangeSetRequestParameters(one));

  it('of a new stack tells what would be made, makes nothing, and is executed once', async () => {
    const { body } = await change({
      changeSetType: 'CREATE',
      stackName: 'payments',
      templateBody: template(),
      parameters: given({ Value: 'first' }),
    });
    const found = await look(body?.changeSetId);
    expect(found).toMatchObject({ status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' });
    expect(
      found?.changes?.map((one) => `${one.ResourceChange.Action} ${one.ResourceChange.LogicalResourceId}`),
    ).toEqual(['Add Secret', 'Add Role']);
    expect(found?.parameters).toContainEqual(
      expect.objectContaining({ parameterKey: 'Value', parameterValue: '******' }),
    );
    expect(sandbox.audit.count('CreateSecret')).toBe(0);
    const execute = () =>
      client.executeChangeSet(new ros.ExecuteChangeSetRequest({ regionId, changeSetId: body?.changeSetId }));
    await execute();
    expect((await ended(client, body?.stackId ?? '')).status).toBe('CREATE_COMPLETE');
    expect(await value()).toMatchObject({ SecretData: 'first' });
    expect(await refusal(execute())).toBe('StackValidationFailed');
  });

  it('of an update tells each property that changes and why, and no value', async () => {
    const { stackId } = await createStack(client, 'payments', template(), { Value: 'first' });
    const { body } = await change({
      stackId,
      templateBody: template(
        '  New: { Type: ALIYUN::RAM::ManagedPolicy, Properties: { PolicyName: n, PolicyDocument: { Version: "1", Statement: [{ Effect: Allow, Action: [kms:ListSecrets], Resource: ["*"] }] } } }',
      ).replace('Value: generic', 'Value: other'),
      usePreviousParameters: true,
      parameters: given({ Value: 'C4n4ry' }),
    });
    const found = await look(body?.changeSetId);
    expect(found?.changes).toEqual([
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Modify',
          LogicalResourceId: 'Secret',
          PhysicalResourceId: 'app',
          ResourceType: 'ALIYUN::KMS::Secret',
          Replacement: 'False',
          Scope: ['Properties'],
          Details: [
            {
              ChangeSource: 'ParameterReference',
              CausingEntity: 'Value',
              Evaluation: 'Static',
              Target: { Attribute: 'Properties', Name: 'SecretData', RequiresRecreation: 'Never' },
            },
            {
              ChangeSource: 'DirectModification',
              Evaluation: 'Static',
              Target: { Attribute: 'Properties', Name: 'Tags', RequiresRecreation: 'Never' },
            },
          ],
        },
      },
      {
        Type: 'Resource',
        ResourceChange: {
          Action: 'Add',
          LogicalResourceId: 'New',
          ResourceType: 'ALIYUN::RAM::ManagedPolicy',
          Scope: [],
          Details: [],
        },
      },
    ]);
    expect(JSON.stringify(found)).not.toContain('C4n4ry');
    await client.deleteChangeSet(
      new ros.DeleteChangeSetRequest({ regionId, changeSetId: body?.changeSetId }),
    );
    expect(await refusal(look(body?.changeSetId))).toBe('ChangeSetNotFound');
  });
});

describe('who makes a stack', () => {
  const may = (actions: readonly string[]) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: '*',
  });

  it('needs the permission for the stack', async () => {
    const user = await userWithKey(sandbox, 'u', { statements: [may(['kms:*'])] });
    expect(await refusal(createStack(rosClient(user), 'payments', template(), { Value: 'x' }))).toBe(
      'NoPermission',
    );
  });

  it('needs the permissions for what it is made of, and is told which one is missing', async () => {
    const user = await userWithKey(sandbox, 'u', { statements: [may(['ros:*', 'kms:CreateSecret'])] });
    const stack = await createStack(rosClient(user), 'payments', template(), { Value: 'x' });
    expect(stack).toMatchObject({
      status: 'CREATE_ROLLBACK_COMPLETE',
      statusReason: expect.stringMatching(/Role: .*NoPermission/),
    });
    const denied = sandbox.audit.records.find(({ eventName }) => eventName === 'CreateRole');
    expect(denied).toMatchObject({ errorCode: 'NoPermission', userIdentity: { userName: 'u' } });
  });
});

describe('a sandbox that keeps its state', () => {
  it('has its stacks after a restart, and holds no value in the clear', async () => {
    await using directory = await temporaryDirectory();
    const first = await startSandbox({ data: directory.path });
    const { stackId } = await createStack(rosClient(first), 'payments', template(), { Value: 'C4n4ryValue' });
    await first[Symbol.asyncDispose]();
    await using second = await startSandbox({ data: directory.path });
    const again = rosClient(second);
    expect(await ended(again, stackId)).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect((await updateStack(again, stackId, template(), { Word: 'two' })).status).toBe('UPDATE_COMPLETE');
    expect(await readFile(`${directory.path}/journal`, 'utf8')).not.toContain('C4n4ryValue');
  });

  it('says of a stack that it was ended in the middle of', async () => {
    await using directory = await temporaryDirectory();
    const first = await startSandbox({ data: directory.path });
    let ending: PromiseLike<void> | undefined;
    const until = async () => {
      ending = first[Symbol.asyncDispose]();
    };
    first.faults.ask({ action: 'CreateStack', fault: { kind: 'hold', until, when: 'after' } });
    const { body } = await rosClient(first).createStack(
      new ros.CreateStackRequest({
        regionId,
        stackName: 'payments',
        templateBody: template(),
        parameters: [new ros.CreateStackRequestParameters({ parameterKey: 'Value', parameterValue: 'x' })],
      }),
    );
    await ending;
    await using second = await startSandbox({ data: directory.path });
    expect(await ended(rosClient(second), body?.stackId ?? '')).toMatchObject({
      status: 'CREATE_FAILED',
      statusReason: 'the sandbox was ended meanwhile',
    });
    expect((await deleteStack(rosClient(second), body?.stackId ?? '')).status).toBe('DELETE_COMPLETE');
  });
});
