import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, document, PolicyName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('GetPolicy', () => {
  it('answers the policy with its default version and how many have it', async () => {
    await using running = await startWithPeople();
    expect(await running.ram('GetPolicy', custom)).toMatchObject({
      Policy: { ...custom, DefaultVersion: 'v1', AttachmentCount: 2 },
      DefaultPolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, PolicyDocument: document },
    });
  });

  it('answers a policy of the system', async () => {
    await using running = await startWithPeople();
    const system = { PolicyName: 'AdministratorAccess', PolicyType: 'System' };
    expect(await running.ram('GetPolicy', system)).toMatchObject({
      Policy: { ...system, Description: 'Full access to everything', AttachmentCount: 0 },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ PolicyName, PolicyType: 'System' }, 'EntityNotExist.Policy', 404],
    [{ PolicyName, PolicyType: 'Other' }, 'InvalidParameter.PolicyType', 400],
    [{ PolicyName: 'a.b', PolicyType: 'Custom' }, 'InvalidParameter.PolicyName.InvalidChars', 400],
    [{ PolicyName }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('GetPolicy', parameters)).toMatchObject({ failed, status });
  });
});
