import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { isDate, RoleName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('GetRole', () => {
  it('answers the role with whom it trusts', async () => {
    await using running = await startWithPeople();
    const { ram, sandbox } = running;
    expect(await ram('GetRole', { RoleName })).toMatchObject({
      Role: {
        RoleName,
        Arn: `acs:ram::${sandbox.accountId}:role/rotator`,
        MaxSessionDuration: 3_600,
        AssumeRolePolicyDocument: expect.stringContaining('fc.aliyuncs.com'),
        CreateDate: expect.stringMatching(isDate),
      },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ RoleName: 'none' }, 'EntityNotExist.Role', 404],
    [{ RoleName: 'a_b' }, 'InvalidParameter.RoleName.InvalidChars', 400],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('GetRole', parameters)).toMatchObject({ failed, status });
  });
});
