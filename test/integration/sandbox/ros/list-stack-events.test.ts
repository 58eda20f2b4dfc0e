import { describe, expect, it } from 'vitest';
import { startRos } from '../../../support/sandbox/with-stacks.ts';

describe('ListStackEvents', () => {
  it('answers events with their reasons, the newest first', async () => {
    await using running = await startRos();
    const { stackId } = await running.makeBucket();
    const answer = Object(await running.ros('ListStackEvents', { StackId: stackId }));
    expect(answer).toMatchObject({ PageNumber: 1, PageSize: 10, TotalCount: 4 });
    expect(answer.Events[1]).toEqual({
      EventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      StackId: stackId,
      StackName: 'buckets',
      CreateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      LogicalResourceId: 'Bucket',
      PhysicalResourceId: 'app',
      ResourceType: 'ALIYUN::OSS::Bucket',
      Status: 'CREATE_COMPLETE',
      StatusReason: 'state changed',
    });
    expect(answer.Events.map((one: { Status: string }) => one.Status)).toEqual([
      'CREATE_COMPLETE',
      'CREATE_COMPLETE',
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS',
    ]);
  });

  it('answers the events of one resource or one status, page by page', async () => {
    await using running = await startRos();
    const { ros, makeBucket } = running;
    const { stackId: StackId } = await makeBucket();
    const ofBucket = { StackId, 'LogicalResourceId.1': 'Bucket' };
    expect(await ros('ListStackEvents', { ...ofBucket, PageSize: '1', PageNumber: '2' })).toMatchObject({
      TotalCount: 2,
      Events: [{ LogicalResourceId: 'Bucket', Status: 'CREATE_IN_PROGRESS' }],
    });
    expect(await ros('ListStackEvents', { ...ofBucket, 'Status.1': 'CREATE_COMPLETE' })).toMatchObject({
      TotalCount: 1,
    });
  });

  it.each([
    [{ StackId: 'none' }, 'StackNotFound', 404],
    [{}, 'MissingParameter', 400],
    [{ StackId: 'none', PageSize: '51' }, 'InvalidParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('ListStackEvents', parameters)).toMatchObject({ failed, status });
  });
});
