import { describe, expect, it } from 'vitest';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { startRam, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('UpdateAccessKey', () => {
  it('disables a key, which is refused then, and enables it again', async () => {
    await using running = await startRam();
    const key = await userWithKey(running.sandbox, 'alice');
    const set = (Status: string) =>
      running.ram('UpdateAccessKey', { UserAccessKeyId: key.accessKeyId, UserName: 'alice', Status });
    await set('Inactive');
    expect(await callsTo(key, 'sts')('GetCallerIdentity')).toMatchObject({
      failed: 'InvalidAccessKeyId.Inactive',
      status: 400,
    });
    await set('Active');
    expect(await callsTo(key, 'sts')('GetCallerIdentity')).toHaveProperty('UserId');
  });

  it('of a status that the key has already succeeds', async () => {
    await using running = await startWithPeople();
    const named = { UserName, UserAccessKeyId: running.key.accessKeyId };
    const answer = await running.ram('UpdateAccessKey', { ...named, Status: 'Active' });
    expect(answer).toHaveProperty('RequestId');
  });

  it('finds no key under the name of another user', async () => {
    await using running = await startWithPeople();
    const { ram, key } = running;
    await ram('CreateUser', { UserName: 'bob' });
    const named = { UserAccessKeyId: key.accessKeyId, UserName: 'bob', Status: 'Inactive' };
    expect(await ram('UpdateAccessKey', named)).toMatchObject({ failed: 'EntityNotExist.User.AccessKey' });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName, UserAccessKeyId: 'none', Status: 'Active' }, 'EntityNotExist.User.AccessKey', 404],
    [{ UserName: 'none', UserAccessKeyId: 'none', Status: 'Active' }, 'EntityNotExist.User', 404],
    [{ UserName, UserAccessKeyId: 'none', Status: 'active' }, 'InvalidParameter', 400],
    [{ UserName, UserAccessKeyId: 'x'.repeat(129), Status: 'Active' }, 'InvalidParameter', 400],
    [{ UserName, UserAccessKeyId: 'none' }, 'MissingParameter', 400],
    [{ UserAccessKeyId: 'none', Status: 'Active' }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('UpdateAccessKey', parameters)).toMatchObject({ failed, status });
  });
});
