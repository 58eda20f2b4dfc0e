import { describe, expect, it } from 'vitest';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import {
  custom,
  document,
  PolicyName,
  startRam,
  startWithPeople,
  UserName,
} from '../../../support/sandbox/with-people.ts';

describe('AttachPolicyToUser', () => {
  it('gives a policy of the system beside the one that is there', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const system = { PolicyName: 'AliyunKMSFullAccess', PolicyType: 'System' };
    expect(await ram('AttachPolicyToUser', { ...system, UserName })).toHaveProperty('RequestId');
    expect(await ram('ListPoliciesForUser', { UserName })).toMatchObject({
      Policies: { Policy: [custom, system] },
    });
  });

  it('attaches five custom policies at most', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const answers: unknown[] = [];
    for (const name of ['q1', 'q2', 'q3', 'q4', 'q5']) {
      await ram('CreatePolicy', { PolicyName: name, PolicyDocument: document });
      answers.push(await ram('AttachPolicyToUser', { ...custom, PolicyName: name, UserName }));
    }
    expect(answers.at(-2)).toHaveProperty('RequestId');
    expect(answers.at(-1)).toMatchObject({ failed: 'LimitExceeded.User.Policy', status: 409 });
  });

  it('needs the right to the user and to the policy', async () => {
    await using running = await startRam();
    const account = running.sandbox.accountId;
    const user = `acs:ram:*:${account}:user/bob`;
    await userWithKey(running.sandbox, 'bob');
    const attach = async (name: string, Resource: string[]) =>
      callsTo(
        await userWithKey(running.sandbox, name, {
          statements: [{ Effect: 'Allow', Action: 'ram:AttachPolicyToUser', Resource }],
        }),
        'ram',
      )('AttachPolicyToUser', { UserName: 'bob', PolicyName: 'AdministratorAccess', PolicyType: 'System' });
    expect(await attach('a', [user])).toMatchObject({ failed: 'NoPermission' });
    expect(await attach('b', [user, `acs:ram:*:${account}:policy/*`])).toMatchObject({
      failed: 'NoPermission',
    });
    expect(await attach('c', [user, 'acs:ram:*:system:policy/*'])).toHaveProperty('RequestId');
  });

  it.each<[Parameters, string, number]>([
    [{ ...custom, UserName }, 'EntityAlreadyExists.User.Policy', 409],
    [{ ...custom, PolicyName: 'x', UserName }, 'EntityNotExist.Policy', 404],
    [{ ...custom, UserName: 'none' }, 'EntityNotExist.User', 404],
    [{ PolicyName, PolicyType: 'Other', UserName }, 'InvalidParameter.PolicyType', 400],
    [custom, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('AttachPolicyToUser', parameters)).toMatchObject({ failed, status });
  });
});
