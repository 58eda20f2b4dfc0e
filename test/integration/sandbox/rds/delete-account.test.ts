import { describe, expect, it } from 'vitest';
import { firstPassword, startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

describe('DeleteAccount', () => {
  describe.each(engines('mysql', 'mariadb', 'postgresql'))('on $engine', (server) => {
    it('removes an account, whose name is free then', async () => {
      await using running = await startRds(server);
      await running.create({ AccountDescription: 'first' });
      expect(await running.call('DeleteAccount', running.on())).toEqual({ RequestId: expect.any(String) });
      expect(await running.accepts(firstPassword)).toBe(false);
      expect(await running.described()).toBeUndefined();
      await running.create();
      expect(await running.described()).toMatchObject({ AccountDescription: '' });
    });

    it('forgets what it knew of the account, also if SQL makes it anew', async () => {
      await using running = await startRds(server);
      await running.create();
      await running.call('DeleteAccount', running.on());
      await running.createBySql();
      expect(await running.described()).toBeUndefined();
    });

    it('refuses an account that is not there, and the admin of the server', async () => {
      await using running = await startRds(server);
      const refused = { failed: 'InvalidAccountName.NotFound', status: 404 };
      expect(await running.call('DeleteAccount', running.on())).toMatchObject(refused);
      const admin = running.on({ AccountName: server.admin.user });
      expect(await running.call('DeleteAccount', admin)).toMatchObject(refused);
    });
  });

  it.each(engines('postgresql'))('fails on PostgreSQL while the account owns a database', async (server) => {
    await using running = await startRds(server);
    await running.create();
    const DBName = await running.makeDatabase();
    await running.call('GrantAccountPrivilege', running.on({ DBName, AccountPrivilege: 'DBOwner' }));
    expect(await running.call('DeleteAccount', running.on())).toMatchObject({
      failed: 'Account.DeleteError',
      status: 400,
    });
    expect(await running.accepts(firstPassword)).toBe(true);
    await running.call('RevokeAccountPrivilege', running.on({ DBName }));
    expect(await running.call('DeleteAccount', running.on())).not.toHaveProperty('failed');
  });
});
