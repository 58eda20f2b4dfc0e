import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import {
  custom,
  document,
  PolicyName,
  RoleName,
  startWithPeople,
  UserName,
} from '../../../support/sandbox/with-people.ts';

describe('DeletePolicy', () => {
  it('deletes nothing that a user, a role or a second version hangs on', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    await ram('DetachPolicyFromUser', { ...custom, UserName });
    expect(await ram('DeletePolicy', { PolicyName })).toMatchObject({ failed: 'DeleteConflict.Policy.Role' });
    await ram('DetachPolicyFromRole', { ...custom, RoleName });
    await ram('CreatePolicyVersion', { PolicyName, PolicyDocument: document });
    expect(await ram('DeletePolicy', { PolicyName })).toMatchObject({
      failed: 'DeleteConflict.Policy.Version',
    });
    expect(await ram('DeletePolicy', { PolicyName, CascadingDelete: 'true' })).toHaveProperty('RequestId');
    expect(await ram('GetPolicy', custom)).toMatchObject({ failed: 'EntityNotExist.Policy' });
  });

  it.each<[Parameters, string, number]>([
    [{ PolicyName }, 'DeleteConflict.Policy.User', 409],
    [{ PolicyName: 'AdministratorAccess' }, 'EntityNotExist.Policy', 404],
    [{ PolicyName, CascadingDelete: 'yes' }, 'InvalidParameter', 400],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('DeletePolicy', parameters)).toMatchObject({ failed, status });
  });
});
