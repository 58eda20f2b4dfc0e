import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { custom, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('DeleteUser', () => {
  it('deletes nobody who still has a key or a policy', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const [{ AccessKeyId: UserAccessKeyId }] = Object(await ram('ListAccessKeys', { UserName })).AccessKeys
      .AccessKey;
    await ram('UpdateAccessKey', { UserName, UserAccessKeyId, Status: 'Inactive' });
    expect(await ram('DeleteUser', { UserName })).toMatchObject({ failed: 'DeleteConflict.User.AccessKey' });
    await ram('DeleteAccessKey', { UserName, UserAccessKeyId });
    expect(await ram('DeleteUser', { UserName })).toMatchObject({ failed: 'DeleteConflict.User.Policy' });
    await ram('DetachPolicyFromUser', { ...custom, UserName });
    expect(await ram('DeleteUser', { UserName })).toHaveProperty('RequestId');
    expect(await ram('GetUser', { UserName })).toMatchObject({ failed: 'EntityNotExist.User' });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName: 'none' }, 'EntityNotExist.User', 404],
    [{ UserName }, 'DeleteConflict.User.AccessKey', 409],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('DeleteUser', parameters)).toMatchObject({ failed, status });
  });
});
