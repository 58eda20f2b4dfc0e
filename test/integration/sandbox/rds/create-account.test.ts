import { describe, expect, it } from 'vitest';
import type { Parameters } from '../../../support/sandbox/calls.ts';
import { firstPassword, startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

describe('CreateAccount', () => {
  describe.each(engines('mysql', 'mariadb', 'postgresql'))('on $engine', (server) => {
    it('makes an account that logs in, and has no rights', async () => {
      await using running = await startRds(server);
      expect(await running.create({ AccountDescription: 'shop' })).toEqual({ RequestId: expect.any(String) });
      expect(await running.accepts(firstPassword)).toBe(true);
      expect(await running.described()).toMatchObject({
        AccountName: running.AccountName,
        AccountStatus: 'Available',
        AccountType: 'Normal',
        AccountDescription: 'shop',
        DatabasePrivileges: { DatabasePrivilege: [] },
      });
    });

    it('refuses a name that is there, made by the API or by SQL', async () => {
      await using running = await startRds(server);
      await running.createBySql();
      const refused = { failed: 'InvalidAccountName.Duplicate', status: 400 };
      expect(await running.create()).toMatchObject(refused);
      const AccountName = `${running.prefix}_api`;
      await running.create({ AccountName });
      expect(await running.create({ AccountName })).toMatchObject(refused);
    });

    it.each<[string, Parameters, string]>([
      ['a password of two classes', { AccountPassword: 'password1' }, 'InvalidAccountPassword.Format'],
      ['a short password', { AccountPassword: 'Short-1' }, 'InvalidAccountPassword.Format'],
      ['a long password', { AccountPassword: `Aa1-${'x'.repeat(29)}` }, 'InvalidAccountPassword.Format'],
      ['another special character', { AccountPassword: 'Passw0rd;one' }, 'InvalidAccountPassword.Format'],
      ['a name that ends with an underscore', { AccountName: 'app_' }, 'InvalidAccountName.Format'],
      ['a name that begins with a digit', { AccountName: '1app' }, 'InvalidAccountName.Format'],
      ['a hyphen in the name', { AccountName: 'my-app' }, 'InvalidAccountName.Format'],
      ['a name of one character', { AccountName: 'a' }, 'InvalidAccountName.Format'],
      ['a long name', { AccountName: 'a'.repeat(64) }, 'InvalidAccountName.Format'],
      ['a reserved name', { AccountName: 'admin' }, 'InvalidAccountName.Forbid'],
      ['an unknown type', { AccountType: 'Sysadmin' }, 'InvalidAccountType.Format'],
      ['a description of one character', { AccountDescription: 'x' }, 'InvalidAccountDescription.Format'],
      [
        'a description that is an address',
        { AccountDescription: 'http://x' },
        'InvalidAccountDescription.Format',
      ],
      ['no password', { AccountPassword: '' }, 'InvalidAccountPassword.Format'],
    ])('refuses %s, and makes nothing', async (_, parameters, failed) => {
      await using running = await startRds(server);
      expect(await running.create(parameters)).toMatchObject({ failed, status: 400 });
      expect(await running.accepts(firstPassword)).toBe(false);
    });

    it('takes the longest name that the engine has, and no longer one', async () => {
      await using running = await startRds(server);
      const longest = { mysql: 32, mariadb: 16, postgresql: 63 }[server.engine];
      const AccountName = running.prefix.padEnd(longest, 'x');
      expect(await running.create({ AccountName: `${AccountName}x` })).toHaveProperty('failed');
      expect(await running.create({ AccountName })).not.toHaveProperty('failed');
      expect(await running.accepts(firstPassword, AccountName)).toBe(true);
    });

    it('never shows a password in the audit log', async () => {
      await using running = await startRds(server);
      await running.create();
      await running.create();
      const records = JSON.stringify(running.sandbox.audit.records);
      expect(records).toContain(running.AccountName);
      expect(records).not.toContain(firstPassword);
    });
  });

  it.each(engines('mysql'))(
    'tells a privileged account of MySQL from others by more than its case',
    async (server) => {
      await using running = await startRds(server);
      const AccountName = running.AccountName.toUpperCase().replace('A', 'a');
      const refused = { failed: 'InvalidAccountName.Duplicate', status: 400 };
      await running.create({ AccountName });
      expect(await running.create({ AccountType: 'Super' })).toMatchObject(refused);
      expect(await running.create()).not.toHaveProperty('failed');
      await running.call('DeleteAccount', running.on({ AccountName }));
      await running.call('DeleteAccount', running.on());
      await running.create({ AccountType: 'Super' });
      expect(await running.create({ AccountName })).toMatchObject(refused);
    },
  );

  it.each(engines('mariadb', 'postgresql'))('refuses upper case on $engine', async (server) => {
    await using running = await startRds(server);
    expect(await running.create({ AccountName: 'App' })).toMatchObject({
      failed: 'InvalidAccountName.Format',
    });
  });

  it.each(engines('mysql', 'mariadb'))('makes one privileged account on $engine', async (server) => {
    await using running = await startRds(server);
    await running.create({ AccountType: 'Super' });
    expect(await running.described()).toMatchObject({ AccountType: 'Super', AccountStatus: 'Available' });
    const [grants] = await running.root(`show grants for ${running.AccountName}@'%'`);
    expect(JSON.stringify(grants)).toMatch(/RELOAD.*CREATE USER.*WITH GRANT OPTION/);
    const AccountName = `${running.prefix}_two`;
    expect(await running.create({ AccountType: 'Super', AccountName })).toMatchObject({
      failed: 'AccountLimitExceeded',
      status: 403,
    });
    expect(await running.create({ AccountName })).not.toHaveProperty('failed');
  });

  it.each(engines('postgresql'))('makes several privileged accounts, and no superuser', async (server) => {
    await using running = await startRds(server);
    for (const AccountName of [running.AccountName, `${running.prefix}_two`]) {
      await running.create({ AccountType: 'Super', AccountName });
      expect(await running.described(AccountName)).toMatchObject({ AccountType: 'Super', CreateRole: 't' });
    }
    const [role] = await running.root(
      `select rolsuper from pg_roles where rolname = '${running.AccountName}'`,
    );
    expect(role).toEqual({ rolsuper: false });
  });
});
