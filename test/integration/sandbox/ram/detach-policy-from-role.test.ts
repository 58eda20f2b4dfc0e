import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, PolicyName, RoleName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('DetachPolicyFromRole', () => {
  it('takes a policy away', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    expect(await ram('DetachPolicyFromRole', { ...custom, RoleName })).toHaveProperty('RequestId');
    expect(await ram('ListPoliciesForRole', { RoleName })).toMatchObject({ Policies: { Policy: [] } });
  });

  it.each<[Parameters, string, number]>([
    [{ ...custom, PolicyName: 'x', RoleName }, 'EntityNotExist.Role.Policy', 404],
    [{ PolicyName, PolicyType: 'System', RoleName }, 'EntityNotExist.Role.Policy', 404],
    [{ ...custom, RoleName: 'none' }, 'EntityNotExist.Role', 404],
    [{ PolicyName, PolicyType: 'Other', RoleName }, 'InvalidParameter.PolicyType', 400],
    [custom, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('DetachPolicyFromRole', parameters)).toMatchObject({ failed, status });
  });
});
