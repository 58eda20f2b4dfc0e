import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, RoleName, startWithPeople } from '../../../support/sandbox/with-people.ts';

describe('DeleteRole', () => {
  it('deletes a role that has no policy any more', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    await ram('DetachPolicyFromRole', { ...custom, RoleName });
    expect(await ram('DeleteRole', { RoleName })).toHaveProperty('RequestId');
    expect(await ram('GetRole', { RoleName })).toMatchObject({ failed: 'EntityNotExist.Role' });
  });

  it.each<[Parameters, string, number]>([
    [{ RoleName }, 'DeleteConflict.Role.Policy', 409],
    [{ RoleName: 'none' }, 'EntityNotExist.Role', 404],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('DeleteRole', parameters)).toMatchObject({ failed, status });
  });
});
