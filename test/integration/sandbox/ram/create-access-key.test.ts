import { describe, expect, it } from 'vitest';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { newKey, userWithKey } from '../../../support/sandbox/people.ts';
import { isDate, startRam, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

describe('CreateAccessKey', () => {
  it('answers the key with its secret, which no other answer tells', async () => {
    await using running = await startWithPeople();
    const { ram } = running;
    const { AccessKey } = Object(await ram('CreateAccessKey', { UserName }));
    expect(AccessKey).toEqual({
      AccessKeyId: expect.stringMatching(/^LTAI5t\w{18}$/),
      AccessKeySecret: expect.stringMatching(/^\w{30}$/),
      Status: 'Active',
      CreateDate: expect.stringMatching(isDate),
    });
    expect(JSON.stringify(await ram('ListAccessKeys', { UserName }))).not.toContain(
      AccessKey.AccessKeySecret,
    );
  });

  it('makes two keys at most, disabled ones counted', async () => {
    await using running = await startRam();
    const { ram, sandbox } = running;
    const { accessKeyId: UserAccessKeyId } = await userWithKey(sandbox, 'alice');
    await newKey(sandbox, 'alice');
    await ram('UpdateAccessKey', { UserAccessKeyId, UserName: 'alice', Status: 'Inactive' });
    expect(await ram('CreateAccessKey', { UserName: 'alice' })).toMatchObject({
      failed: 'LimitExceeded.User.AccessKey',
      status: 409,
    });
  });

  it('leaves a key with a secret that nobody knows when its reply was lost', async () => {
    await using running = await startRam();
    const { ram, sandbox } = running;
    await ram('CreateUser', { UserName: 'alice' });
    sandbox.faults.ask({ fault: { kind: 'lose-reply' }, action: 'CreateAccessKey' });
    await ram('CreateAccessKey', { UserName: 'alice' }).catch(() => undefined);
    const { AccessKeys } = Object(await ram('ListAccessKeys', { UserName: 'alice' }));
    expect(AccessKeys.AccessKey).toEqual([
      { AccessKeyId: expect.any(String), Status: 'Active', CreateDate: expect.any(String) },
    ]);
  });

  it('makes a key that is known only once word of it has spread', async () => {
    await using running = await startRam({ switches: { accessKeySpread: 5_000 } });
    const key = await userWithKey(running.sandbox, 'alice');
    running.clock.pass(4_000);
    expect(await callsTo(key, 'sts')('GetCallerIdentity')).toMatchObject({
      failed: 'InvalidAccessKeyId.NotFound',
      status: 404,
    });
    running.clock.pass(1_000);
    expect(await callsTo(key, 'sts')('GetCallerIdentity')).toHaveProperty('UserId');
  });

  it.each<[Parameters, string, number]>([
    [{ UserName: 'none' }, 'EntityNotExist.User', 404],
    [{ UserName: 'a b' }, 'InvalidParameter.UserName.InvalidChars', 400],
    [{}, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('CreateAccessKey', parameters)).toMatchObject({ failed, status });
  });
});
