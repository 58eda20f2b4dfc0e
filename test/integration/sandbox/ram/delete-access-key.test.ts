import { describe, expect, it } from 'vitest';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { newKey, userWithKey } from '../../../support/sandbox/people.ts';
import { startRam, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('DeleteAccessKey', () => {
  it('deletes a disabled key, which is unknown then, and makes room for another', async () => {
    await using running = await startRam();
    const { ram, sandbox } = running;
    const key = await userWithKey(sandbox, 'alice');
    const named = { UserAccessKeyId: key.accessKeyId, UserName: 'alice' };
    await newKey(sandbox, 'alice');
    expect(await ram('DeleteAccessKey', named)).toMatchObject({
      failed: 'DeleteConflict.User.AccessKey.Active',
      status: 409,
    });
    await ram('UpdateAccessKey', { ...named, Status: 'Inactive' });
    expect(await ram('DeleteAccessKey', named)).toHaveProperty('RequestId');
    expect(await callsTo(key, 'sts')('GetCallerIdentity')).toMatchObject({
      failed: 'InvalidAccessKeyId.NotFound',
    });
    expect(await ram('CreateAccessKey', { UserName: 'alice' })).toHaveProperty('AccessKey');
  });

  it('finds no key under the name of another user', async () => {
    await using running = await startWithPeople();
    const { ram, key } = running;
    await ram('CreateUser', { UserName: 'bob' });
    const named = { UserAccessKeyId: key.accessKeyId, UserName: 'bob' };
    expect(await ram('DeleteAccessKey', named)).toMatchObject({ failed: 'EntityNotExist.User.AccessKey' });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName, UserAccessKeyId: 'none' }, 'EntityNotExist.User.AccessKey', 404],
    [{ UserName: 'none', UserAccessKeyId: 'none' }, 'EntityNotExist.User', 404],
    [{ UserName }, 'MissingParameter', 400],
    [{ UserAccessKeyId: 'none' }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('DeleteAccessKey', parameters)).toMatchObject({ failed, status });
  });
});
