import { describe, expect, it } from 'vitest';
import { rightAfter } from '../../../support/sandbox/right-after.ts';
import { createStack, deleteStack, ended } from '../../../support/sandbox/ros-client.ts';
import { bucketTemplate, startRos, template } from '../../../support/sandbox/with-stacks.ts';

async function start() {
  const running = await startRos();
  const { stackId } = await running.make();
  return { ...running, stackId };
}

describe('DeleteStack', () => {
  it('deletes what is not to be retained, and leaves the secret usable', async () => {
    await using running = await start();
    const { client, ram, stackId, value } = running;
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
    await using running = await start();
    const { client, ram, stackId } = running;
    const extra = { RoleName: 'payments-role', PolicyName: 'AliyunKMSReadOnlyAccess', PolicyType: 'System' };
    await ram('AttachPolicyToRole', extra);
    expect(await deleteStack(client, stackId)).toMatchObject({
      status: 'DELETE_FAILED',
      statusReason: expect.stringContaining('DeleteConflict'),
    });
    await ram('DetachPolicyFromRole', extra);
    expect((await deleteStack(client, stackId)).status).toBe('DELETE_COMPLETE');
  });

  it('leaves what is named', async () => {
    await using running = await start();
    const { client, ram, stackId } = running;
    await deleteStack(client, stackId, ['Role']);
    expect(await ram('GetRole', { RoleName: 'payments-role' })).toHaveProperty('Role');
  });

  it('leaves everything where all is to be retained', async () => {
    await using running = await start();
    const { client, ram, ros, stackId } = running;
    await ros('DeleteStack', { StackId: stackId, RetainAllResources: 'true' });
    expect((await ended(client, stackId)).status).toBe('DELETE_COMPLETE');
    expect(await ram('GetRole', { RoleName: 'payments-role' })).toHaveProperty('Role');
  });

  it('deletes the change sets of the stack, and a deleted stack once more', async () => {
    await using running = await start();
    const { client, ros, stackId } = running;
    const wanted = { StackId: stackId, ChangeSetName: 'c1', TemplateBody: bucketTemplate };
    const { ChangeSetId } = Object(await ros('CreateChangeSet', wanted));
    await deleteStack(client, stackId);
    expect(await ros('GetChangeSet', { ChangeSetId })).toMatchObject({ failed: 'ChangeSetNotFound' });
    expect(await ros('DeleteStack', { StackId: stackId })).toHaveProperty('RequestId');
    expect((await ended(client, stackId)).status).toBe('DELETE_COMPLETE');
  });

  it('is refused while another action goes on', async () => {
    await using running = await start();
    const { sandbox, ros, stackId: StackId } = running;
    expect(
      await rightAfter(sandbox, ros, ['DeleteStack', { StackId }], ['DeleteStack', { StackId }]),
    ).toMatchObject({ failed: 'ActionInProgress', status: 409 });
  });

  it.each([
    [{ StackId: 'none' }, 'StackNotFound', 404],
    [{}, 'MissingParameter', 400],
    [{ StackId: 'none', RetainAllResources: 'yes' }, 'InvalidParameter', 400],
    [{ StackId: 'none', RamRoleName: 'r' }, 'InvalidParameter', 400],
  ])('is refused with %j', async (parameters, failed, status) => {
    await using running = await startRos();
    expect(await running.ros('DeleteStack', parameters)).toMatchObject({ failed, status });
  });

  it('is denied before a missing stack is told', async () => {
    await using running = await startRos();
    const nobody = await running.asNobody();
    expect(await nobody('DeleteStack', { StackId: 'none' })).toMatchObject({ failed: 'NoPermission' });
  });
});
