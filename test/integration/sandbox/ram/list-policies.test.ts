import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, document, PolicyName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('ListPolicies', () => {
  it('answers the policies of one type, or of both by their names', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    expect(await ram('ListPolicies', { PolicyType: 'Custom' })).toMatchObject({
      IsTruncated: false,
      Policies: { Policy: [{ ...custom, AttachmentCount: 2 }] },
    });
    const names = async (more = {}) =>
      Object(await ram('ListPolicies', more)).Policies.Policy.map((one: typeof custom) => one.PolicyName);
    expect(await names({ PolicyType: 'System' })).toContain('AliyunKMSFullAccess');
    expect(await names({ PolicyType: 'System' })).not.toContain(PolicyName);
    expect((await names()).at(-1)).toBe(PolicyName);
  });

  it('answers page by page', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    await ram('CreatePolicy', { PolicyName: 'a', PolicyDocument: document });
    expect(await ram('ListPolicies', { PolicyType: 'Custom', MaxItems: '1' })).toMatchObject({
      IsTruncated: true,
      Marker: 'a',
      Policies: { Policy: [{ PolicyName: 'a' }] },
    });
    expect(await ram('ListPolicies', { PolicyType: 'Custom', Marker: 'a' })).toMatchObject({
      Policies: { Policy: [{ PolicyName }] },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ PolicyType: 'Other' }, 'InvalidParameter.PolicyType', 400],
    [{ MaxItems: '0' }, 'InvalidParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('ListPolicies', parameters)).toMatchObject({ failed, status });
  });
});
