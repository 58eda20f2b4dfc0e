import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import {
  custom,
  document,
  PolicyName,
  RoleName,
  startWithPeople,
} from '../../../support/sandbox/with-people.ts';

describe('AttachPolicyToRole', () => {
  it('gives a policy of the system beside the one that is there', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const system = { PolicyName: 'AliyunKMSFullAccess', PolicyType: 'System' };
    expect(await ram('AttachPolicyToRole', { ...system, RoleName })).toHaveProperty('RequestId');
    expect(await ram('ListPoliciesForRole', { RoleName })).toMatchObject({
      Policies: { Policy: [custom, system] },
    });
  });

  it('attaches five custom policies at most', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const answers: unknown[] = [];
    for (const name of ['q1', 'q2', 'q3', 'q4', 'q5']) {
      await ram('CreatePolicy', { PolicyName: name, PolicyDocument: document });
      answers.push(await ram('AttachPolicyToRole', { ...custom, PolicyName: name, RoleName }));
    }
    expect(answers.at(-2)).toHaveProperty('RequestId');
    expect(answers.at(-1)).toMatchObject({ failed: 'LimitExceeded.Role.Policy', status: 409 });
  });

  it.each<[Parameters, string, number]>([
    [{ ...custom, RoleName }, 'EntityAlreadyExists.Role.Policy', 409],
    [{ ...custom, PolicyName: 'x', RoleName }, 'EntityNotExist.Policy', 404],
    [{ ...custom, RoleName: 'none' }, 'EntityNotExist.Role', 404],
    [{ PolicyName, PolicyType: 'Other', RoleName }, 'InvalidParameter.PolicyType', 400],
    [custom, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('AttachPolicyToRole', parameters)).toMatchObject({ failed, status });
  });
});
