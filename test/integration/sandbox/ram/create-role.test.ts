import { describe, expect, it } from 'vitest';
import { codeOf, type Parameters } from '../../../support/sandbox/calls.ts';
import { document, isDate, RoleName, startWithPeople, trust } from '../../../support/sandbox/with-people.ts';

describe('CreateRole', () => {
  it('answers the role with its ARN and whom it trusts', async () => {
    await using running = await startWithPeople();
    const { ram, sandbox } = running;
    const given = { RoleName: 'new.role-1', Description: 'rotates', MaxSessionDuration: '7200' };
    expect(await ram('CreateRole', { ...given, AssumeRolePolicyDocument: trust })).toMatchObject({
      Role: {
        RoleName: 'new.role-1',
        RoleId: expect.stringMatching(/^\d{18}$/),
        Arn: `acs:ram::${sandbox.accountId}:role/new.role-1`,
        Description: 'rotates',
        MaxSessionDuration: 7_200,
        AssumeRolePolicyDocument: trust,
        CreateDate: expect.stringMatching(isDate),
      },
    });
  });

  it('checks parameters, permission, document and name in this order', async () => {
    await using running = await startWithPeople();
    const nobody = await running.asNobody();
    const wrong = { RoleName, AssumeRolePolicyDocument: document };
    expect([
      await codeOf(nobody('CreateRole', { ...wrong, MaxSessionDuration: '900' })),
      await codeOf(nobody('CreateRole', wrong)),
      await codeOf(running.ram('CreateRole', wrong)),
      await codeOf(running.ram('CreateRole', { ...wrong, AssumeRolePolicyDocument: trust })),
    ]).toEqual(['InvalidParameter', 'NoPermission', 'MalformedPolicyDocument', 'EntityAlreadyExists.Role']);
  });

  it.each<[Parameters, string, number]>([
    [{ RoleName, AssumeRolePolicyDocument: trust }, 'EntityAlreadyExists.Role', 409],
    [{ RoleName: 'b', AssumeRolePolicyDocument: document }, 'MalformedPolicyDocument', 400],
    [{ RoleName: 'b', AssumeRolePolicyDocument: trust, MaxSessionDuration: '900' }, 'InvalidParameter', 400],
    [
      { RoleName: 'b', AssumeRolePolicyDocument: trust, MaxSessionDuration: '43201' },
      'InvalidParameter',
      400,
    ],
    [{ RoleName: 'a_b', AssumeRolePolicyDocument: trust }, 'InvalidParameter.RoleName.InvalidChars', 400],
    [{ RoleName: 'a'.repeat(65), AssumeRolePolicyDocument: trust }, 'InvalidParameter.RoleName.Length', 400],
    [
      { RoleName: 'b', AssumeRolePolicyDocument: trust.padEnd(6_145) },
      'InvalidParameter.PolicyDocument.Length',
      400,
    ],
    [
      { RoleName: 'b', AssumeRolePolicyDocument: trust, Description: 'x'.repeat(1_025) },
      'InvalidParameter.Description.Length',
      400,
    ],
    [{ RoleName: 'b' }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('CreateRole', parameters)).toMatchObject({ failed, status });
  });
});
