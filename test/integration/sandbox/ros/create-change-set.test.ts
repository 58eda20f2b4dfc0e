import ros from '@alicloud/ros20190910';
import { describe, expect, it } from 'vitest';
import { rightAfter } from '../../../support/sandbox/right-after.ts';
import { deleteStack, parameters } from '../../../support/sandbox/ros-client.ts';
import { bucketTemplate, regionId, startRos, template } from '../../../support/sandbox/with-stacks.ts';

const given = (values: Readonly<Record<string, string>>) =>
  parameters(values).map((one) => new ros.CreateChangeSetRequestParameters(one));

async function start() {
  const running = await startRos();
  const { client } = running;
  const change = async (more: Readonly<Record<string, unknown>>) => {
    const wanted = { regionId, changeSetName: 'c1', ...more };
    const { body } = await client.createChangeSet(new ros.CreateChangeSetRequest(wanted));
    const named = new ros.GetChangeSetRequest({ regionId, changeSetId: body?.changeSetId });
    return (await client.getChangeSet(named)).body;
  };
  return { ...running, change };
}

describe('CreateChangeSet', () => {
  it('of a new stack tells what would be made, and makes nothing', async () => {
    await using running = await start();
    const { change, sandbox } = running;
    const found = await change({
      changeSetType: 'CREATE',
      stackName: 'payments',
      templateBody: template(),
      parameters: given({ Value: 'first' }),
    });
    expect(found).toMatchObject({ status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' });
    expect(
      found?.changes?.map((one) => `${one.ResourceChange.Action} ${one.ResourceChange.LogicalResourceId}`),
    ).toEqual(['Add Secret', 'Add Role']);
    expect(found?.parameters).toContainEqual(
      expect.objectContaining({ parameterKey: 'Value', parameterValue: '******' }),
    );
    expect(sandbox.audit.count('CreateSecret')).toBe(0);
  });

  it('of an update tells each property that changes and why, and no value', async () => {
    await using running = await start();
    const { change, make } = running;
    const { stackId } = await make();
    const found = await change({
      stackId,
      templateBody: template(
        '  New: { Type: ALIYUN::RAM::ManagedPolicy, Properties: { PolicyName: n, PolicyDocument: { Version: "1", Statement: [{ Effect: Allow, Action: [kms:ListSecrets], Resource: ["*"] }] } } }',
      ).replace('Value: generic', 'Value: other'),
      usePreviousParameters: true,
      parameters: given({ Value: 'C4n4ry' }),
    });
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
  });

  it('tells what would be removed, and what would have to be made anew', async () => {
    await using running = await start();
    const { change, makeBucket, make } = running;
    const { stackId } = await makeBucket();
    const renamed = await change({ stackId, templateBody: bucketTemplate.replace(': app', ': app2') });
    expect(renamed?.changes).toMatchObject([
      { ResourceChange: { Action: 'Modify', LogicalResourceId: 'Bucket', Replacement: 'True' } },
    ]);
    const { stackId: other } = await make();
    const emptied = await change({ stackId: other, templateBody: bucketTemplate });
    expect(
      emptied?.changes?.map((one) => `${one.ResourceChange.Action} ${one.ResourceChange.LogicalResourceId}`),
    ).toEqual(['Add Bucket', 'Remove Role', 'Remove Secret']);
  });

  it('takes 20 change sets of a stack, each with a name of its own', async () => {
    await using running = await start();
    const { ros: call, makeBucket } = running;
    const { stackId: StackId } = await makeBucket();
    const plan = (ChangeSetName: string) =>
      call('CreateChangeSet', { StackId, ChangeSetName, TemplateBody: bucketTemplate });
    for (let number = 1; number <= 20; number += 1)
      expect(await plan(`c${number}`)).toMatchObject({ StackId, ChangeSetId: expect.any(String) });
    expect(await plan('c1')).toMatchObject({ failed: 'InvalidParameter', status: 400 });
    expect(await plan('c21')).toMatchObject({ failed: 'ChangeSetLimitExceeded', status: 409 });
  });

  it('is refused for a stack that is deleted, and for one that work is done on', async () => {
    await using running = await start();
    const { sandbox, client, ros: call, make, makeBucket } = running;
    const plan = (StackId: string) => ({ StackId, ChangeSetName: 'c1', TemplateBody: bucketTemplate });
    const { stackId: deleted } = await makeBucket();
    await deleteStack(client, deleted);
    expect(await call('CreateChangeSet', plan(deleted))).toMatchObject({ failed: 'StackValidationFailed' });
    const { stackId: StackId } = await make();
    expect(
      await rightAfter(sandbox, call, ['DeleteStack', { StackId }], ['CreateChangeSet', plan(StackId)]),
    ).toMatchObject({ failed: 'ActionInProgress', status: 409 });
  });

  const ofNew = { ChangeSetName: 'c1', ChangeSetType: 'CREATE', TemplateBody: bucketTemplate };
  it.each([
    [{ ...ofNew, StackName: 'buckets' }, 'StackExists', 409],
    [ofNew, 'MissingParameter', 400],
    [{ ChangeSetName: 'c1', TemplateBody: bucketTemplate }, 'MissingParameter', 400],
    [{ ChangeSetName: 'c1', StackId: 'none' }, 'StackNotFound', 404],
    [{ ...ofNew, StackName: 'new', TemplateBody: 'Resources: [' }, 'InvalidSchema', 400],
    [{ ...ofNew, StackName: 'new', ChangeSetName: '-c' }, 'InvalidParameter', 400],
    [{ ...ofNew, StackName: 'new', ChangeSetType: 'IMPORT' }, 'InvalidParameter', 400],
    [{ ...ofNew, StackName: 'new', Description: 'd'.repeat(1_025) }, 'InvalidParameter', 400],
    [{ StackName: 'new' }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (wanted, failed, status) => {
    await using running = await start();
    await running.makeBucket();
    expect(await running.ros('CreateChangeSet', { ...wanted })).toMatchObject({ failed, status });
    expect(await running.ros('ListStacks')).toMatchObject({ TotalCount: 1 });
  });
});
