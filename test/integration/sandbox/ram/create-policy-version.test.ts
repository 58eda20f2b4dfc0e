import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, document, PolicyName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('CreatePolicyVersion', () => {
  it('keeps five versions of a policy and drops the oldest only when told to', async () => {
    await using running = await startWithPeople();
    const add = (more = {}) =>
      running.ram('CreatePolicyVersion', { PolicyName, PolicyDocument: document, ...more });
    for (const VersionId of ['v2', 'v3', 'v4', 'v5'])
      expect(await add()).toMatchObject({ PolicyVersion: { VersionId, IsDefaultVersion: false } });
    expect(await add()).toMatchObject({ failed: 'LimitExceeded.Policy.Version' });
    const RotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
    expect(await add({ RotateStrategy })).toMatchObject({ PolicyVersion: { VersionId: 'v6' } });
    expect(await running.ram('GetPolicy', custom)).toMatchObject({ Policy: { DefaultVersion: 'v1' } });
  });

  it('makes a version the default when told to', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const given = { PolicyName, PolicyDocument: document.replace('kms:*', 'kms:Get*'), SetAsDefault: 'true' };
    expect(await ram('CreatePolicyVersion', given)).toMatchObject({
      PolicyVersion: { VersionId: 'v2', IsDefaultVersion: true, PolicyDocument: given.PolicyDocument },
    });
    expect(await ram('GetPolicy', custom)).toMatchObject({
      Policy: { DefaultVersion: 'v2' },
      DefaultPolicyVersion: { PolicyDocument: given.PolicyDocument },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ PolicyName, PolicyDocument: '{}' }, 'MalformedPolicyDocument', 400],
    [{ PolicyName: 'none', PolicyDocument: document }, 'EntityNotExist.Policy', 404],
    [{ PolicyName: 'AdministratorAccess', PolicyDocument: document }, 'EntityNotExist.Policy', 404],
    [{ PolicyName, PolicyDocument: document.padEnd(6_145) }, 'InvalidParameter.PolicyDocument.Length', 400],
    [{ PolicyName, PolicyDocument: document, SetAsDefault: 'yes' }, 'InvalidParameter', 400],
    [{ PolicyName, PolicyDocument: document, RotateStrategy: 'Any' }, 'InvalidParameter', 400],
    [{ PolicyName }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('CreatePolicyVersion', parameters)).toMatchObject({ failed, status });
  });
});
