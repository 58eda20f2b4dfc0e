import { describe, expect, it } from 'vitest';
import { deleteStack } from '../../../support/sandbox/ros-client.ts';
import { regionId, startRos } from '../../../support/sandbox/with-stacks.ts';

describe('GetStack', () => {
  it('answers the stack with its outputs, and hides the values that are not to be echoed', async () => {
    await using running = await startRos();
    const { stackId } = await running.make();
    expect(await running.ros('GetStack', { StackId: stackId })).toMatchObject({
      StackId: stackId,
      StackName: 'payments',
      StackType: 'ROS',
      RegionId: regionId,
      Status: 'CREATE_COMPLETE',
      StatusReason: 'Stack CREATE completed successfully',
      CreateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      UpdateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      DisableRollback: false,
      TimeoutInMinutes: 60,
      Parameters: [
        { ParameterKey: 'Value', ParameterValue: '******' },
        { ParameterKey: 'Word', ParameterValue: 'one' },
      ],
      Outputs: [{ OutputKey: 'RoleArn', OutputValue: expect.stringContaining('role/payments-role') }],
    });
  });

  it('leaves out the outputs when told to', async () => {
    await using running = await startRos();
    const { stackId } = await running.make();
    const answer = await running.ros('GetStack', { StackId: stackId, OutputOption: 'Disabled' });
    expect(answer).toMatchObject({ StackName: 'payments' });
    expect(answer).not.toHaveProperty('Outputs');
  });

  it('answers a stack that is only planned, and one that is deleted', async () => {
    await using running = await startRos();
    const { client, ros, planBucket, makeBucket } = running;
    const { StackId } = await planBucket();
    expect(await ros('GetStack', { StackId })).toMatchObject({
      Status: 'REVIEW_IN_PROGRESS',
      Parameters: [],
      Outputs: [],
    });
    const { stackId } = await makeBucket();
    await deleteStack(client, stackId);
    expect(await ros('GetStack', { StackId: stackId })).toMatchObject({ Status: 'DELETE_COMPLETE' });
  });

  it.each([
    [{ StackId: 'none' }, 'StackNotFound', 404],
    [{}, 'MissingParameter', 400],
    [{ StackId: 'none', OutputOption: 'Some' }, 'InvalidParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('GetStack', parameters)).toMatchObject({ failed, status });
  });
});
