import { describe, expect, it } from 'vitest';
import { rightAfter } from '../../../support/sandbox/right-after.ts';
import { ended } from '../../../support/sandbox/ros-client.ts';
import { bucketTemplate, startRos, template } from '../../../support/sandbox/with-stacks.ts';

describe('ExecuteChangeSet', () => {
  it('makes a new stack, once', async () => {
    await using running = await startRos();
    const { client, ros, value } = running;
    const { ChangeSetId, StackId } = Object(
      await ros('CreateChangeSet', {
        ChangeSetName: 'c1',
        ChangeSetType: 'CREATE',
        StackName: 'payments',
        TemplateBody: template(),
        'Parameters.1.ParameterKey': 'Value',
        'Parameters.1.ParameterValue': 'first',
      }),
    );
    expect(await ros('ExecuteChangeSet', { ChangeSetId })).toHaveProperty('RequestId');
    expect((await ended(client, StackId)).status).toBe('CREATE_COMPLETE');
    expect(await value()).toMatchObject({ SecretData: 'first' });
    expect(await ros('ExecuteChangeSet', { ChangeSetId })).toMatchObject({
      failed: 'StackValidationFailed',
      status: 400,
    });
    expect(await ros('GetChangeSet', { ChangeSetId })).toMatchObject({ ExecutionStatus: 'EXECUTE_COMPLETE' });
  });

  it('changes a stack, and deletes the other change sets of it', async () => {
    await using running = await startRos();
    const { client, ros, makeBucket } = running;
    const { stackId: StackId } = await makeBucket();
    const plan = async (ChangeSetName: string) => {
      const TemplateBody = bucketTemplate.replace('of one bucket', ChangeSetName);
      return Object(await ros('CreateChangeSet', { StackId, ChangeSetName, TemplateBody })).ChangeSetId;
    };
    const [first, second] = [await plan('c1'), await plan('c2')];
    await ros('ExecuteChangeSet', { ChangeSetId: second });
    expect(await ended(client, StackId)).toMatchObject({ status: 'UPDATE_COMPLETE', description: 'c2' });
    expect(await ros('ExecuteChangeSet', { ChangeSetId: first })).toMatchObject({
      failed: 'ChangeSetNotFound',
    });
  });

  it('is refused while another action goes on', async () => {
    await using running = await startRos();
    const { sandbox, ros, makeBucket } = running;
    const { stackId: StackId } = await makeBucket();
    const wanted = { StackId, ChangeSetName: 'c1', TemplateBody: bucketTemplate };
    const { ChangeSetId } = Object(await ros('CreateChangeSet', wanted));
    const other = { StackId, TemplateBody: bucketTemplate.replace('one', 'no other') };
    expect(
      await rightAfter(sandbox, ros, ['UpdateStack', other], ['ExecuteChangeSet', { ChangeSetId }]),
    ).toMatchObject({ failed: 'ActionInProgress', status: 409 });
  });

  it.each([
    [{ ChangeSetId: 'none' }, 'ChangeSetNotFound', 404],
    [{}, 'MissingParameter', 400],
    [{ ChangeSetId: 'none', ClientToken: 't'.repeat(65) }, 'InvalidParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('ExecuteChangeSet', parameters)).toMatchObject({ failed, status });
  });
});
