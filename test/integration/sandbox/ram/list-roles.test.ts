import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { RoleName, startWithPeople, trust } from '../../../support/sandbox/with-people.ts';

describe('ListRoles', () => {
  it('answers roles by their names, page by page, without whom they trust', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    await ram('CreateRole', { RoleName: 'a', AssumeRolePolicyDocument: trust });
    const first = await ram('ListRoles', { MaxItems: '1' });
    expect(first).toMatchObject({ IsTruncated: true, Marker: 'a', Roles: { Role: [{ RoleName: 'a' }] } });
    expect(first).not.toHaveProperty('Roles.Role[0].AssumeRolePolicyDocument');
    expect(await ram('ListRoles', { Marker: 'a' })).toMatchObject({
      IsTruncated: false,
      Roles: { Role: [{ RoleName, MaxSessionDuration: 3_600 }] },
    });
  });

  it.each<[Parameters, string, number]>([
    [{ MaxItems: '1001' }, 'InvalidParameter', 400],
    [{ MaxItems: 'x' }, 'InvalidParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('ListRoles', parameters)).toMatchObject({ failed, status });
  });
});
