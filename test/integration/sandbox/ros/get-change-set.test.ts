import { describe, expect, it } from 'vitest';
import { bucketTemplate, regionId, startRos, template } from '../../../support/sandbox/with-stacks.ts';

describe('GetChangeSet', () => {
  it('answers what would be changed', async () => {
    await using running = await startRos();
    const { ChangeSetId, StackId } = await running.planBucket();
    const answer = await running.ros('GetChangeSet', { ChangeSetId });
    expect(answer).toMatchObject({
      ChangeSetId,
      ChangeSetName: 'c1',
      ChangeSetType: 'CREATE',
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      CreateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      StackId,
      StackName: 'later',
      RegionId: regionId,
      DisableRollback: false,
      TimeoutInMinutes: 60,
      Parameters: [],
      Changes: [{ Type: 'Resource', ResourceChange: { Action: 'Add', LogicalResourceId: 'Bucket' } }],
    });
    expect(answer).not.toHaveProperty('TemplateBody');
  });

  it('answers the template when asked for it', async () => {
    await using running = await startRos();
    const { ChangeSetId } = await running.planBucket();
    expect(await running.ros('GetChangeSet', { ChangeSetId, ShowTemplate: 'true' })).toMatchObject({
      TemplateBody: bucketTemplate,
    });
  });

  it('hides the values that are not to be echoed', async () => {
    await using running = await startRos();
    const { ChangeSetId } = Object(
      await running.ros('CreateChangeSet', {
        ChangeSetName: 'c1',
        ChangeSetType: 'CREATE',
        StackName: 'payments',
        TemplateBody: template(),
        'Parameters.1.ParameterKey': 'Value',
        'Parameters.1.ParameterValue': 'C4n4ry',
      }),
    );
    const answer = await running.ros('GetChangeSet', { ChangeSetId });
    expect(answer).toMatchObject({
      Parameters: [
        { ParameterKey: 'Value', ParameterValue: '******' },
        { ParameterKey: 'Word', ParameterValue: 'one' },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('C4n4ry');
  });

  it.each([
    [{ ChangeSetId: 'none' }, 'ChangeSetNotFound', 404],
    [{}, 'MissingParameter', 400],
    [{ ChangeSetId: 'none', ShowTemplate: 'yes' }, 'InvalidParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('GetChangeSet', parameters)).toMatchObject({ failed, status });
  });
});
