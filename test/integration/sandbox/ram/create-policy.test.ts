import { describe, expect, it } from 'vitest';
import { codeOf, type Parameters } from '../../../support/sandbox/calls.ts';
import {
  document,
  isDate,
  PolicyName,
  startWithPeople,
  trust,
} from '../../../support/sandbox/with-people.ts';

describe('CreatePolicy', () => {
  it('answers the policy, whose first version is the default', async () => {
    await using running = await startWithPeople();
    const given = { PolicyName: 'new', PolicyDocument: document, Description: 'all of KMS' };
    expect(await running.ram('CreatePolicy', given)).toMatchObject({
      Policy: {
        PolicyName: 'new',
        PolicyType: 'Custom',
        Description: 'all of KMS',
        DefaultVersion: 'v1',
        AttachmentCount: 0,
        CreateDate: expect.stringMatching(isDate),
      },
    });
  });

  it('checks parameters, permission, document and name in this order', async () => {
    await using running = await startWithPeople();
    const nobody = await running.asNobody();
    const wrong = { PolicyName, PolicyDocument: trust };
    expect([
      await codeOf(nobody('CreatePolicy', { ...wrong, PolicyName: 'a.b' })),
      await codeOf(nobody('CreatePolicy', wrong)),
      await codeOf(running.ram('CreatePolicy', wrong)),
      await codeOf(running.ram('CreatePolicy', { ...wrong, PolicyDocument: document })),
    ]).toEqual([
      'InvalidParameter.PolicyName.InvalidChars',
      'NoPermission',
      'MalformedPolicyDocument',
      'EntityAlreadyExists.Policy',
    ]);
  });

  it.each<[Parameters, string, number]>([
    [{ PolicyName, PolicyDocument: document }, 'EntityAlreadyExists.Policy', 409],
    [{ PolicyName: 'AdministratorAccess', PolicyDocument: document }, 'EntityAlreadyExists.Policy', 409],
    [{ PolicyName: 'b', PolicyDocument: trust }, 'MalformedPolicyDocument', 400],
    [
      { PolicyName: 'b', PolicyDocument: document.padEnd(6_145) },
      'InvalidParameter.PolicyDocument.Length',
      400,
    ],
    [{ PolicyName: 'a.b', PolicyDocument: document }, 'InvalidParameter.PolicyName.InvalidChars', 400],
    [{ PolicyName: 'a'.repeat(129), PolicyDocument: document }, 'InvalidParameter.PolicyName.Length', 400],
    [
      { PolicyName: 'b', PolicyDocument: document, Description: 'x'.repeat(1_025) },
      'InvalidParameter.Description.Length',
      400,
    ],
    [{ PolicyName: 'b' }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('CreatePolicy', parameters)).toMatchObject({ failed, status });
  });
});
