import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { movingClock } from '../../../support/sandbox/moving-clock.ts';
import { document, RoleName, startWithPeople, trust } from '../../../support/sandbox/with-people.ts';

describe('UpdateRole', () => {
  it('changes what is given, and leaves the rest as it is', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const other = trust.replace('fc.aliyuncs.com', 'ecs.aliyuncs.com');
    const changed = {
      NewAssumeRolePolicyDocument: other,
      NewDescription: 'd',
      NewMaxSessionDuration: '7200',
    };
    expect(await ram('UpdateRole', { RoleName, ...changed })).toMatchObject({
      Role: { RoleName, Description: 'd', MaxSessionDuration: 7_200, AssumeRolePolicyDocument: other },
    });
    expect(await ram('UpdateRole', { RoleName, NewDescription: 'e' })).toMatchObject({
      Role: { Description: 'e', MaxSessionDuration: 7_200, AssumeRolePolicyDocument: other },
    });
    expect(await ram('GetRole', { RoleName })).toMatchObject({ Role: { Description: 'e' } });
  });

  it('tells when it was', async () => {
    const clock = movingClock();
    await using running = await startWithPeople({ clock });
    clock.pass(3_600_000);
    const { Role } = Object(await running.ram('UpdateRole', { RoleName, NewDescription: 'd' }));
    expect(Date.parse(Role.UpdateDate) - Date.parse(Role.CreateDate)).toBeGreaterThanOrEqual(3_600_000);
  });

  it.each<[Parameters, string, number]>([
    [{ RoleName: 'none' }, 'EntityNotExist.Role', 404],
    [{ RoleName, NewAssumeRolePolicyDocument: document }, 'MalformedPolicyDocument', 400],
    [{ RoleName, NewMaxSessionDuration: '900' }, 'InvalidParameter', 400],
    [{ RoleName, NewDescription: 'x'.repeat(1_025) }, 'InvalidParameter.Description.Length', 400],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('UpdateRole', parameters)).toMatchObject({ failed, status });
  });
});
