import { describe, expect, it } from 'vitest';
import { callsTo } from '../../support/sandbox/calls.ts';
import { userWithKey } from '../../support/sandbox/people.ts';
import { draftAcs3, draftRpc, send, signAcs3, signRpc } from '../../support/sandbox/signed-request.ts';
import { startRam } from '../../support/sandbox/with-people.ts';

const whoAmI = 'GetCallerIdentity';

describe('a key of a user', () => {
  it('signs in both ways', async () => {
    await using running = await startRam();
    const key = await userWithKey(running.sandbox, 'alice');
    for (const draft of [
      signAcs3(draftAcs3(key, whoAmI, {}, 'sts'), key),
      signRpc(draftRpc(key, whoAmI, {}, 'sts'), key),
    ])
      expect(await send(key, draft)).toMatchObject({ status: 200, body: { IdentityType: 'RAMUser' } });
  });

  it('is meant to be of the caller when no user is named', async () => {
    await using running = await startRam();
    const { sandbox, ram } = running;
    const own = `acs:ram:*:${sandbox.accountId}:user/alice`;
    const key = await userWithKey(sandbox, 'alice', {
      statements: [{ Effect: 'Allow', Action: 'ram:*AccessKey*', Resource: own }],
    });
    const asAlice = callsTo(key, 'ram');
    const { AccessKeyId: UserAccessKeyId } = Object(await asAlice('CreateAccessKey')).AccessKey;
    expect(Object(await asAlice('ListAccessKeys')).AccessKeys.AccessKey).toHaveLength(2);
    expect(await asAlice('GetAccessKeyLastUsed', { UserAccessKeyId })).toHaveProperty('AccessKeyLastUsed');
    await asAlice('UpdateAccessKey', { UserAccessKeyId, Status: 'Inactive' });
    expect(await asAlice('DeleteAccessKey', { UserAccessKeyId })).toHaveProperty('RequestId');
    expect(await asAlice('ListAccessKeys', { UserName: 'bob' })).toMatchObject({ failed: 'NoPermission' });
    expect(await ram('ListAccessKeys')).toMatchObject({ failed: 'MissingParameter' });
  });
});
