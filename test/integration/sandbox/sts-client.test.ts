import sts from '@alicloud/sts20150401';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { type Address, officialConfig } from '../../support/sandbox/calls.ts';
import { documentOf, roleTrusting, userWithKey } from '../../support/sandbox/people.ts';

const clientOf = (address: Address) => new sts.default(officialConfig(address));

const mayAssume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' };

describe('the official client for STS', () => {
  it('hears that the root key is of the account', async () => {
    await using sandbox = await startSandbox();
    const { body } = await clientOf(sandbox).getCallerIdentity();
    expect(body).toMatchObject({
      accountId: sandbox.accountId,
      identityType: 'Account',
      principalId: sandbox.accountId,
      arn: `acs:ram::${sandbox.accountId}:root`,
      requestId: expect.any(String),
    });
  });

  it('hears whose key it has, without any permission', async () => {
    await using sandbox = await startSandbox();
    const { body } = await clientOf(await userWithKey(sandbox, 'alice')).getCallerIdentity();
    expect(body).toMatchObject({
      accountId: sandbox.accountId,
      identityType: 'RAMUser',
      arn: `acs:ram::${sandbox.accountId}:user/alice`,
      userId: expect.stringMatching(/^\d{18}$/),
    });
    expect(body?.principalId).toBe(body?.userId);
    expect(body?.roleId).toBeUndefined();
  });

  it('assumes a role and acts as it', async () => {
    await using sandbox = await startSandbox();
    const root = { RAM: [`acs:ram::${sandbox.accountId}:root`] };
    const roleArn = await roleTrusting(sandbox, 'rotator', root);
    const alice = await userWithKey(sandbox, 'alice', { statements: [mayAssume] });
    const { body } = await clientOf(alice).assumeRole(
      new sts.AssumeRoleRequest({
        roleArn,
        roleSessionName: 'night@shift',
        durationSeconds: 900,
        policy: documentOf({ Effect: 'Allow', Action: '*', Resource: '*' }),
      }),
    );
    expect(body).toMatchObject({
      assumedRoleUser: {
        arn: `${roleArn}/night@shift`,
        assumedRoleId: expect.stringMatching(/^\d{18}:night@shift$/),
      },
      credentials: {
        accessKeyId: expect.stringMatching(/^STS\.\w+$/),
        accessKeySecret: expect.any(String),
        securityToken: expect.any(String),
      },
    });
    const left = Date.parse(body?.credentials?.expiration ?? '') - Date.now();
    expect(left).toBeGreaterThan(880_000);
    expect(left).toBeLessThanOrEqual(900_000);
    const session = clientOf({ ...alice, ...Object(body?.credentials) });
    const { body: caller } = await session.getCallerIdentity();
    expect(caller).toMatchObject({
      accountId: sandbox.accountId,
      identityType: 'AssumedRoleUser',
      arn: `acs:ram::${sandbox.accountId}:assumed-role/rotator/night@shift`,
      principalId: body?.assumedRoleUser?.assumedRoleId,
      roleId: body?.assumedRoleUser?.assumedRoleId?.split(':')[0],
    });
    expect(caller?.userId).toBeUndefined();
  });
});
