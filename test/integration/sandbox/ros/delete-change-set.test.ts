import { describe, expect, it } from 'vitest';
import { startRos } from '../../../support/sandbox/with-stacks.ts';

describe('DeleteChangeSet', () => {
  it('deletes a change set, and leaves the stack that it would have made in review', async () => {
    await using running = await startRos();
    const { ros, planBucket } = running;
    const { ChangeSetId, StackId } = await planBucket();
    expect(await ros('DeleteChangeSet', { ChangeSetId })).toHaveProperty('RequestId');
    expect(await ros('GetChangeSet', { ChangeSetId })).toMatchObject({ failed: 'ChangeSetNotFound' });
    expect(await ros('GetStack', { StackId })).toMatchObject({ Status: 'REVIEW_IN_PROGRESS' });
  });

  it('is refused for a change set that was executed', async () => {
    await using running = await startRos();
    const { ros, planBucket } = running;
    const { ChangeSetId } = await planBucket();
    await ros('ExecuteChangeSet', { ChangeSetId });
    expect(await ros('DeleteChangeSet', { ChangeSetId })).toMatchObject({
      failed: 'StackValidationFailed',
      status: 400,
    });
  });

  it.each([
    [{ ChangeSetId: 'none' }, 'ChangeSetNotFound', 404],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('DeleteChangeSet', parameters)).toMatchObject({ failed, status });
  });
});
