import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo } from '../../../support/sandbox/calls.ts';
import { assume, roleTrusting, userWithKey } from '../../../support/sandbox/people.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

describe('GetCallerIdentity', () => {
  it('answers the account for its root', async () => {
    const { accountId } = sandbox;
    expect(await callsTo(sandbox, 'sts')('GetCallerIdentity')).toEqual({
      AccountId: accountId,
      PrincipalId: accountId,
      IdentityType: 'Account',
      Arn: `acs:ram::${accountId}:root`,
      RequestId: expect.any(String),
    });
  });

  it('answers a user who has no right at all', async () => {
    const { accountId } = sandbox;
    const answer = Object(await callsTo(await userWithKey(sandbox, 'alice'), 'sts')('GetCallerIdentity'));
    expect(answer).toEqual({
      AccountId: accountId,
      PrincipalId: answer.UserId,
      IdentityType: 'RAMUser',
      UserId: expect.stringMatching(/^\d{18}$/),
      Arn: `acs:ram::${accountId}:user/alice`,
      RequestId: expect.any(String),
    });
  });

  it('answers the session of a role', async () => {
    const { accountId } = sandbox;
    const role = await roleTrusting(sandbox, 'rotator', { RAM: `acs:ram::${accountId}:root` });
    const alice = await userWithKey(sandbox, 'alice', { system: ['AliyunSTSAssumeRoleAccess'] });
    const session = await assume(alice, role, { RoleSessionName: 'night@shift' });
    const answer = Object(await callsTo(session, 'sts')('GetCallerIdentity'));
    expect(answer).toEqual({
      AccountId: accountId,
      PrincipalId: `${answer.RoleId}:night@shift`,
      IdentityType: 'AssumedRoleUser',
      RoleId: expect.stringMatching(/^\d{18}$/),
      Arn: `acs:ram::${accountId}:assumed-role/rotator/night@shift`,
      RequestId: expect.any(String),
    });
  });

  it('is refused to a key that is not known', async () => {
    const stranger = { ...sandbox, accessKeyId: 'LTAI5tx' };
    expect(await callsTo(stranger, 'sts')('GetCallerIdentity')).toMatchObject({
      failed: 'InvalidAccessKeyId.NotFound',
      status: 404,
    });
  });
});
