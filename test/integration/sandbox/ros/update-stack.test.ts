import ros from '@alicloud/ros20190910';
import { describe, expect, it } from 'vitest';
import { codeOf, stagesOf } from '../../../support/sandbox/calls.ts';
import { rightAfter } from '../../../support/sandbox/right-after.ts';
import { createStack, ended, refusal, updateStack } from '../../../support/sandbox/ros-client.ts';
import { regionId, startRos, template } from '../../../support/sandbox/with-stacks.ts';

async function start() {
  const running = await startRos();
  const { stackId } = await running.make();
  return { ...running, stackId };
}

describe('UpdateStack', () => {
  it('changes what is changed, keeps the tags others have written, and leaves the value alone', async () => {
    await using running = await start();
    const { client, kms, ram, stackId, value } = running;
    await kms('PutSecretValue', { SecretName: 'app', VersionId: 'rotated', SecretData: 'second' });
    await kms('TagResource', { SecretName: 'app', Tags: '[{"TagKey":"rotation:status","TagValue":"s"}]' });
    const changed = template()
      .replace('Value: generic', 'Value: other')
      .replace('kms:GetSecretValue', 'kms:DescribeSecret')
      .replace('fc.aliyuncs.com', 'ecs.aliyuncs.com');
    const stack = await updateStack(client, stackId, changed, { Word: 'two' });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(await value()).toMatchObject({ SecretData: 'second' });
    expect(await kms('DescribeSecret', { SecretName: 'app', FetchTags: 'true' })).toMatchObject({
      Description: 'two',
      Tags: {
        Tag: expect.arrayContaining([
          { TagKey: 'rotation:type', TagValue: 'other' },
          { TagKey: 'rotation:status', TagValue: 's' },
        ]),
      },
    });
    expect(await ram('GetPolicy', { PolicyName: 'payments-rotate', PolicyType: 'Custom' })).toMatchObject({
      DefaultPolicyVersion: { PolicyDocument: expect.stringContaining('kms:DescribeSecret') },
    });
  });

  it('that would write another value under the same version id is refused by KMS and taken back', async () => {
    await using running = await start();
    const { client, kms, stackId, value } = running;
    await kms('PutSecretValue', { SecretName: 'app', VersionId: 'rotated', SecretData: 'second' });
    const stack = await updateStack(client, stackId, template(), { Value: 'other', Word: 'two' });
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(stack.statusReason).toContain('Rejected.ResourceExist');
    expect(await value()).toMatchObject({ SecretData: 'second' });
    expect(await stagesOf(kms, 'app')).toEqual({ bootstrap: ['ACSPrevious'], rotated: ['ACSCurrent'] });
    expect(stack.parameters).toContainEqual({ parameterKey: 'Word', parameterValue: 'one' });
    expect(await kms('DescribeSecret', { SecretName: 'app' })).toMatchObject({ Description: 'one' });
  });

  it('makes what is new, deletes what is gone, and refuses what cannot be changed', async () => {
    await using running = await start();
    const { client, ram, stackId } = running;
    const second = `  Policy:
    Type: ALIYUN::RAM::ManagedPolicy
    Properties:
      PolicyName: extra
      Roles: [!Ref Role]
      PolicyDocument: { Version: '1', Statement: [{ Effect: Allow, Action: [kms:ListSecrets], Resource: ['*'] }] }`;
    expect((await updateStack(client, stackId, template(second))).status).toBe('UPDATE_COMPLETE');
    expect(await ram('ListPoliciesForRole', { RoleName: 'payments-role' })).toMatchObject({
      Policies: { Policy: [{ PolicyName: 'payments-rotate' }, { PolicyName: 'extra' }] },
    });
    expect((await updateStack(client, stackId, template())).status).toBe('UPDATE_COMPLETE');
    expect(await ram('GetPolicy', { PolicyName: 'extra', PolicyType: 'Custom' })).toMatchObject({
      failed: 'EntityNotExist.Policy',
    });
    const renamed = await updateStack(
      client,
      stackId,
      template().replace('SecretName: app', 'SecretName: app2'),
    );
    expect(renamed).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      statusReason: expect.stringContaining('SecretName cannot be updated'),
    });
  });

  it('is refused while another one goes on, and of a stack that is not there', async () => {
    await using running = await start();
    const { client, stackId } = running;
    const update = () =>
      client.updateStack(
        new ros.UpdateStackRequest({
          regionId,
          stackId,
          templateBody: template().replace(
            'Word: { Type: String, Default: one }',
            'Word: { Type: String, Default: two }',
          ),
          usePreviousParameters: true,
        }),
      );
    const answers = await Promise.all([refusal(update()), refusal(update())]);
    expect(answers.toSorted()).toEqual(['ActionInProgress', 'not refused']);
    expect((await ended(client, stackId)).status).toBe('UPDATE_COMPLETE');
    expect(await refusal(updateStack(client, 'none', template()))).toBe('StackNotFound');
  });

  it('takes the template that the stack has where none is given', async () => {
    await using running = await start();
    const { client, kms, ros: call, stackId } = running;
    const parameters = {
      UsePreviousParameters: 'true',
      'Parameters.1.ParameterKey': 'Word',
      'Parameters.1.ParameterValue': 'two',
    };
    expect(await call('UpdateStack', { StackId: stackId, ...parameters })).toMatchObject({
      StackId: stackId,
    });
    expect((await ended(client, stackId)).status).toBe('UPDATE_COMPLETE');
    expect(await kms('DescribeSecret', { SecretName: 'app' })).toMatchObject({ Description: 'two' });
  });

  it('checks parameters, permission, existence, work, status and template in this order', async () => {
    await using running = await start();
    const { sandbox, client, kms, ros: call, stackId } = running;
    const nobody = await running.asNobody();
    await kms('CreateSecret', { SecretName: 'taken', VersionId: 'v1', SecretData: 'mine' });
    const { stackId: failedId } = await createStack(
      client,
      'failed',
      template().replace('SecretName: app', 'SecretName: taken'),
      { Value: 'x' },
      { disableRollback: true },
    );
    const update = (by: typeof call, StackId: string, more = {}) =>
      codeOf(by('UpdateStack', { StackId, TemplateBody: 'Resources: [', ...more }));
    const wrong = { StackId: failedId, TemplateBody: 'Resources: [' };
    const remove = { StackId: failedId };
    expect([
      await update(nobody, 'none', { TimeoutInMinutes: '9' }),
      await update(nobody, 'none'),
      await update(call, 'none'),
      await update(call, failedId),
      await update(call, stackId),
      await codeOf(rightAfter(sandbox, call, ['DeleteStack', remove], ['UpdateStack', wrong])),
    ]).toEqual([
      'InvalidParameter',
      'NoPermission',
      'StackNotFound',
      'StackValidationFailed',
      'InvalidSchema',
      'ActionInProgress',
    ]);
  });
});
