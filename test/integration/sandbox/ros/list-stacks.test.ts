import ros from '@alicloud/ros20190910';
import { describe, expect, it } from 'vitest';
import { createStack, deleteStack, refusal } from '../../../support/sandbox/ros-client.ts';
import { regionId, startRos, template } from '../../../support/sandbox/with-stacks.ts';

describe('ListStacks', () => {
  it('lists a stack, by its name too', async () => {
    await using running = await startRos();
    const { client, make } = running;
    const { stackId } = await make();
    const list = async (stackName: string[]) =>
      (await client.listStacks(new ros.ListStacksRequest({ regionId, stackName }))).body;
    expect(await list(['payments'])).toMatchObject({ totalCount: 1, stacks: [{ stackId }] });
    expect(await list(['other'])).toMatchObject({ totalCount: 0, stacks: [] });
    expect(await refusal(createStack(client, 'payments', template(), { Value: 'x' }))).toBe('StackExists');
  });

  it('answers the newest first, page by page', async () => {
    await using running = await startRos();
    const { ros: call, makeBucket, planBucket } = running;
    await makeBucket();
    await planBucket();
    expect(await call('ListStacks', { PageSize: '1' })).toMatchObject({
      PageNumber: 1,
      PageSize: 1,
      TotalCount: 2,
      Stacks: [{ StackName: 'later', Status: 'REVIEW_IN_PROGRESS', StackType: 'ROS', RegionId: regionId }],
    });
    expect(await call('ListStacks', { PageSize: '1', PageNumber: '2' })).toMatchObject({
      Stacks: [{ StackName: 'buckets', Status: 'CREATE_COMPLETE', TimeoutInMinutes: 60 }],
    });
  });

  it('lists a deleted stack only by its id or its status', async () => {
    await using running = await startRos();
    const { client, ros: call, makeBucket } = running;
    const { stackId } = await makeBucket();
    await deleteStack(client, stackId);
    expect(await call('ListStacks')).toMatchObject({ TotalCount: 0 });
    expect(await call('ListStacks', { StackId: stackId })).toMatchObject({ TotalCount: 1 });
    expect(await call('ListStacks', { 'Status.1': 'DELETE_COMPLETE' })).toMatchObject({ TotalCount: 1 });
    expect(await call('ListStacks', { 'Status.1': 'CREATE_COMPLETE' })).toMatchObject({ TotalCount: 0 });
  });

  it.each([{ PageSize: '51' }, { PageSize: '0' }, { PageNumber: 'x' }])(
    'refuses the page %j',
    async (page) => {
      await using running = await startRos();
      expect(await running.ros('ListStacks', page)).toMatchObject({
        failed: 'InvalidParameter',
        status: 400,
      });
    },
  );
});
