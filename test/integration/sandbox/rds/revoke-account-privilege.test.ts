import { describe, expect, it } from 'vitest';
import { startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

const privilegesOf = (account: unknown) => Object(account).DatabasePrivileges.DatabasePrivilege;

describe('RevokeAccountPrivilege', () => {
  describe.each(engines('mysql', 'mariadb', 'postgresql'))('on $engine', (server) => {
    const AccountPrivilege = server.engine === 'postgresql' ? 'DBOwner' : 'ReadWrite';

    it('takes the rights on a database away, and leaves those on others', async () => {
      await using running = await startRds(server);
      await running.create();
      const [one, two] = [await running.makeDatabase(), await running.makeDatabase(`${running.prefix}_db2`)];
      const both = { DBName: `${one},${two}`, AccountPrivilege: `${AccountPrivilege},${AccountPrivilege}` };
      await running.call('GrantAccountPrivilege', running.on(both));
      expect(await running.call('RevokeAccountPrivilege', running.on({ DBName: one }))).toEqual({
        RequestId: expect.any(String),
      });
      expect(privilegesOf(await running.described())).toMatchObject([{ DBName: two, AccountPrivilege }]);
    });

    it('succeeds where the account has no rights', async () => {
      await using running = await startRds(server);
      await running.create();
      const DBName = await running.makeDatabase();
      expect(await running.call('RevokeAccountPrivilege', running.on({ DBName }))).not.toHaveProperty(
        'failed',
      );
      expect(privilegesOf(await running.described())).toEqual([]);
    });

    it('refuses an account and a database that are not there', async () => {
      await using running = await startRds(server);
      const DBName = await running.makeDatabase();
      const revoke = (name: string) => running.call('RevokeAccountPrivilege', running.on({ DBName: name }));
      expect(await revoke(DBName)).toMatchObject({ failed: 'InvalidAccountName.NotFound', status: 404 });
      await running.create();
      expect(await revoke(`${running.prefix}_none`)).toMatchObject({ failed: 'InvalidDBName.NotFound' });
    });
  });

  it.each(engines('mysql', 'mariadb'))(
    'takes the rights on the server away with the last database on $engine',
    async (server) => {
      await using running = await startRds(server);
      await running.create();
      const [one, two] = [await running.makeDatabase(), await running.makeDatabase(`${running.prefix}_db2`)];
      const both = { DBName: `${one},${two}`, AccountPrivilege: 'ReadWrite,ReadWrite' };
      await running.call('GrantAccountPrivilege', running.on(both));
      const grants = async () =>
        JSON.stringify(await running.root(`show grants for ${running.AccountName}@'%'`));
      await running.call('RevokeAccountPrivilege', running.on({ DBName: one }));
      expect(await grants()).toContain('PROCESS');
      await running.call('RevokeAccountPrivilege', running.on({ DBName: two }));
      expect(await grants()).not.toContain('PROCESS');
    },
  );

  it.each(engines('mysql', 'mariadb'))('changes no privileged account on $engine', async (server) => {
    await using running = await startRds(server);
    await running.create({ AccountType: 'Super' });
    const DBName = await running.makeDatabase();
    expect(await running.call('RevokeAccountPrivilege', running.on({ DBName }))).toMatchObject({
      failed: 'IncorrectAccountType',
      status: 403,
    });
  });

  it.each(engines('postgresql'))('gives the database back to the admin of PostgreSQL', async (server) => {
    await using running = await startRds(server);
    await running.create();
    const DBName = await running.makeDatabase();
    await running.call('GrantAccountPrivilege', running.on({ DBName, AccountPrivilege: 'DBOwner' }));
    await running.call('RevokeAccountPrivilege', running.on({ DBName }));
    const owner = `select pg_get_userbyid(datdba) as owner from pg_database where datname = '${DBName}'`;
    expect(await running.root(owner)).toEqual([{ owner: server.admin.user }]);
  });
});
