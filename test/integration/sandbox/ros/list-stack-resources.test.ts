import { describe, expect, it } from 'vitest';
import { startRos } from '../../../support/sandbox/with-stacks.ts';

describe('ListStackResources', () => {
  it('answers resources in the order of their creation', async () => {
    await using running = await startRos();
    const { stackId: StackId } = await running.make();
    const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(await running.ros('ListStackResources', { StackId })).toMatchObject({
      Resources: [
        {
          StackId,
          StackName: 'payments',
          LogicalResourceId: 'Secret',
          PhysicalResourceId: 'app',
          ResourceType: 'ALIYUN::KMS::Secret',
          Status: 'CREATE_COMPLETE',
          StatusReason: 'state changed',
          CreateTime: date,
          UpdateTime: date,
        },
        { LogicalResourceId: 'Role', PhysicalResourceId: 'payments-role' },
      ],
    });
  });

  it('answers none for a stack that is only planned', async () => {
    await using running = await startRos();
    const { StackId } = await running.planBucket();
    expect(await running.ros('ListStackResources', { StackId })).toMatchObject({ Resources: [] });
  });

  it.each([
    [{ StackId: 'none' }, 'StackNotFound', 404],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('ListStackResources', parameters)).toMatchObject({ failed, status });
  });
});
