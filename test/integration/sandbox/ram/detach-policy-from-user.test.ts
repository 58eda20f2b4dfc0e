import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, PolicyName, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('DetachPolicyFromUser', () => {
  it('takes a policy away', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    expect(await ram('DetachPolicyFromUser', { ...custom, UserName })).toHaveProperty('RequestId');
    expect(await ram('ListPoliciesForUser', { UserName })).toMatchObject({ Policies: { Policy: [] } });
  });

  it.each<[Parameters, string, number]>([
    [{ ...custom, PolicyName: 'x', UserName }, 'EntityNotExist.User.Policy', 404],
    [{ PolicyName, PolicyType: 'System', UserName }, 'EntityNotExist.User.Policy', 404],
    [{ ...custom, UserName: 'none' }, 'EntityNotExist.User', 404],
    [{ PolicyName, PolicyType: 'Other', UserName }, 'InvalidParameter.PolicyType', 400],
    [custom, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('DetachPolicyFromUser', parameters)).toMatchObject({ failed, status });
  });
});
