import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { rightAfter } from '../../../support/sandbox/right-after.ts';
import {
  createStack,
  eventsOf,
  refusal,
  resourcesOf,
  rosClient,
} from '../../../support/sandbox/ros-client.ts';
import { bucketTemplate, startRos, template } from '../../../support/sandbox/with-stacks.ts';

const may = (...actions: string[]) => ({
  statements: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

describe('CreateStack', () => {
  it('makes resources in order, and tells everything but the values that are not to be echoed', async () => {
    await using running = await startRos();
    const { sandbox, client, ram, make, value } = running;
    const stack = await make();
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

  it('answers before anything is made', async () => {
    await using running = await startRos();
    const { sandbox, ros } = running;
    const wanted = { StackName: 'buckets', TemplateBody: bucketTemplate };
    expect(await rightAfter(sandbox, ros, ['CreateStack', wanted], ['ListStacks'])).toMatchObject({
      Stacks: [{ StackName: 'buckets', Status: 'CREATE_IN_PROGRESS' }],
    });
  });

  it('takes everything back when one of the resources cannot be made', async () => {
    await using running = await startRos();
    const { client, ram, make, value } = running;
    await ram('CreatePolicy', {
      PolicyName: 'payments-rotate',
      PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}',
    });
    const stack = await make();
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
    await using running = await startRos();
    const { client, kms, value } = running;
    await kms('CreateSecret', { SecretName: 'app', VersionId: 'v1', SecretData: 'mine' });
    const how = { disableRollback: true };
    const stack = await createStack(client, 'payments', template(), { Value: 'x' }, how);
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
      { Value: 'x' },
      'StackValidationFailed',
    ],
    [
      'a property that is not known',
      template().replace('SecretData:', 'SecretDatum: x\n      SecretData:'),
      { Value: 'x' },
      'StackValidationFailed',
    ],
    [
      'an attribute that is not there',
      template().replace('Secret.Arn', 'Secret.RoleArn'),
      { Value: 'x' },
      'InvalidTemplateAttribute',
    ],
    [
      'a resource that is not there',
      template().replace('Secret.Arn', 'Nothing.Arn'),
      { Value: 'x' },
      'InvalidTemplateReference',
    ],
    [
      'resources that need each other',
      template().replace('Description: !Ref Word', 'Description: !GetAtt Role.Arn'),
      { Value: 'x' },
      'CircularDependency',
    ],
    ['no value for a parameter', template(), {}, 'UserParameterMissing'],
    ['a parameter that is not there', template(), { Value: 'x', Other: 'y' }, 'UnknownUserParameter'],
    ['no template', 'Resources: [', { Value: 'x' }, 'InvalidSchema'],
  ])('is refused with %s before anything is made', async (_, body, given, code) => {
    await using running = await startRos();
    expect(await refusal(createStack(running.client, 'payments', body, { ...given }))).toBe(code);
    expect(running.sandbox.audit.count('CreateSecret')).toBe(0);
  });

  it.each([
    [{ StackName: '-x' }, 'InvalidParameter'],
    [{ StackName: 's'.repeat(256) }, 'InvalidParameter'],
    [{ TemplateBody: '' }, 'InvalidParameter'],
    [{ TimeoutInMinutes: '9' }, 'InvalidParameter'],
    [{ TimeoutInMinutes: '1441' }, 'InvalidParameter'],
    [{ DisableRollback: 'yes' }, 'InvalidParameter'],
    [{ RamRoleName: 'r' }, 'InvalidParameter'],
    [{ TemplateURL: 'oss://b/t' }, 'InvalidParameter'],
    [{ TemplateId: 't' }, 'InvalidParameter'],
    [{ StackPolicyBody: '{}' }, 'InvalidParameter'],
    [{ ReplacementOption: 'Enabled' }, 'InvalidParameter'],
  ])('is refused with %j', async (more, failed) => {
    await using running = await startRos();
    const good = { StackName: 'buckets', TemplateBody: bucketTemplate };
    expect(await running.ros('CreateStack', { ...good, ...more })).toMatchObject({ failed, status: 400 });
  });

  it('is refused with a template of more than 524,288 bytes, and without any', async () => {
    await using running = await startRos();
    const large = { TemplateBody: bucketTemplate.padEnd(524_289) };
    expect(await running.ros('CreateStack', { StackName: 'buckets' }, large)).toMatchObject({
      failed: 'InvalidParameter',
    });
    expect(await running.ros('CreateStack', { StackName: 'buckets' })).toMatchObject({
      failed: 'StackValidationFailed',
    });
  });

  it('reads a template in the body, where the official client has it, though no other body is read', async () => {
    await using running = await startRos({ switches: { requestBody: 'ignored' } });
    expect((await running.makeBucket()).status).toBe('CREATE_COMPLETE');
  });

  it('needs the permission for the stack', async () => {
    await using running = await startRos();
    const user = await userWithKey(running.sandbox, 'u', may('kms:*'));
    expect(await refusal(createStack(rosClient(user), 'payments', template(), { Value: 'x' }))).toBe(
      'NoPermission',
    );
  });

  it('needs the permissions for what it is made of, and tells which one is missing', async () => {
    await using running = await startRos();
    const { sandbox } = running;
    const user = await userWithKey(sandbox, 'u', may('ros:*', 'kms:CreateSecret'));
    const stack = await createStack(rosClient(user), 'payments', template(), { Value: 'x' });
    expect(stack).toMatchObject({
      status: 'CREATE_ROLLBACK_COMPLETE',
      statusReason: expect.stringMatching(/Role: .*NoPermission/),
    });
    const denied = sandbox.audit.records.find(({ eventName }) => eventName === 'CreateRole');
    expect(denied).toMatchObject({ errorCode: 'NoPermission', userIdentity: { userName: 'u' } });
  });

  it('checks parameters, permission, name and template in this order', async () => {
    await using running = await startRos();
    const { ros, makeBucket } = running;
    await makeBucket();
    const nobody = await running.asNobody();
    const wrong = { StackName: 'buckets', TemplateBody: 'Resources: [' };
    expect([
      await codeOf(nobody('CreateStack', { ...wrong, TimeoutInMinutes: '9' })),
      await codeOf(nobody('CreateStack', wrong)),
      await codeOf(ros('CreateStack', wrong)),
      await codeOf(ros('CreateStack', { ...wrong, StackName: 'new' })),
    ]).toEqual(['InvalidParameter', 'NoPermission', 'StackExists', 'InvalidSchema']);
  });
});
