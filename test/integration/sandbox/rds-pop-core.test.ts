import PopCore from '@alicloud/pop-core';
import { describe, expect, it } from 'vitest';
import { versions } from '../../support/sandbox/calls.ts';
import { DBInstanceId, firstPassword, secondPassword, startRds } from '../../support/sandbox/with-rds.ts';
import { engines } from '../../support/servers/running.ts';

describe.each(engines('mysql'))('the generic client of the older signature, with $engine', (server) => {
  it.each(['GET', 'POST'])('makes an account, and resets its password, by %s', async (method) => {
    await using running = await startRds(server);
    const { endpoint, accessKeyId, accessKeySecret } = running.sandbox;
    const client = new PopCore({ endpoint, accessKeyId, accessKeySecret, apiVersion: versions.rds });
    const named = { DBInstanceId, AccountName: running.AccountName };
    await client.request('CreateAccount', { ...named, AccountPassword: firstPassword }, { method });
    await client.request('ResetAccountPassword', { ...named, AccountPassword: secondPassword }, { method });
    expect(await running.accepts(secondPassword)).toBe(true);
    expect(await client.request('DescribeAccounts', named, { method })).toMatchObject({
      Accounts: { DBInstanceAccount: [{ AccountName: running.AccountName, AccountStatus: 'Available' }] },
    });
  });
});
