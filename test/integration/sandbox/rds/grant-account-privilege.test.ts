import { describe, expect, it } from 'vitest';
import { startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

const privilegesOf = (account: unknown) => Object(account).DatabasePrivileges.DatabasePrivilege;

describe('GrantAccountPrivilege', () => {
  describe.each(engines('mysql', 'mariadb'))('on $engine', (server) => {
    it.each(['ReadWrite', 'ReadOnly', 'DDLOnly', 'DMLOnly'])('gives %s on a database', async (mode) => {
      await using running = await startRds(server);
      await running.create();
      const DBName = await running.makeDatabase();
      const grant = running.on({ DBName, AccountPrivilege: mode });
      expect(await running.call('GrantAccountPrivilege', grant)).toEqual({ RequestId: expect.any(String) });
      expect(privilegesOf(await running.described())).toEqual([
        {
          DBName,
          AccountPrivilege: mode,
          AccountPrivilegeDetail: expect.stringMatching(/REPLICATION CLIENT,REPLICATION SLAVE/),
        },
      ]);
    });

    it('gives one mode in place of another', async () => {
      await using running = await startRds(server);
      await running.create();
      const DBName = await running.makeDatabase();
      for (const AccountPrivilege of ['ReadWrite', 'ReadOnly'])
        await running.call('GrantAccountPrivilege', running.on({ DBName, AccountPrivilege }));
      expect(privilegesOf(await running.described())).toMatchObject([
        {
          DBName,
          AccountPrivilege: 'ReadOnly',
          AccountPrivilegeDetail: expect.not.stringMatching(/INSERT|PROCESS/),
        },
      ]);
    });

    it('gives no rights on a database whose name differs in one character', async () => {
      await using running = await startRds(server);
      await running.create();
      const DBName = await running.makeDatabase();
      const other = await running.makeDatabase(DBName.replace('_', 'x'));
      await running.call('GrantAccountPrivilege', running.on({ DBName, AccountPrivilege: 'ReadWrite' }));
      expect([await running.reaches(DBName), await running.reaches(other)]).toEqual([true, false]);
    });

    it('gives one mode to each of several databases', async () => {
      await using running = await startRds(server);
      await running.create();
      const [one, two] = [await running.makeDatabase(), await running.makeDatabase(`${running.prefix}_db2`)];
      const grant = { DBName: `${one},${two}`, AccountPrivilege: 'ReadOnly,DDLOnly' };
      await running.call('GrantAccountPrivilege', running.on(grant));
      expect(privilegesOf(await running.described())).toMatchObject([
        { DBName: one, AccountPrivilege: 'ReadOnly' },
        { DBName: two, AccountPrivilege: 'DDLOnly' },
      ]);
    });

    it('gives nothing to a privileged account', async () => {
      await using running = await startRds(server);
      await running.create({ AccountType: 'Super' });
      const DBName = await running.makeDatabase();
      const grant = running.on({ DBName, AccountPrivilege: 'ReadOnly' });
      expect(await running.call('GrantAccountPrivilege', grant)).toMatchObject({
        failed: 'IncorrectAccountType',
        status: 403,
      });
    });
  });

  it.each(engines('postgresql'))(
    'makes the account the owner of a database of PostgreSQL',
    async (server) => {
      await using running = await startRds(server);
      await running.create();
      const DBName = await running.makeDatabase();
      await running.call('GrantAccountPrivilege', running.on({ DBName, AccountPrivilege: 'DBOwner' }));
      expect(privilegesOf(await running.described())).toMatchObject([
        { DBName, AccountPrivilege: 'DBOwner' },
      ]);
    },
  );

  it.each(engines('mysql', 'mariadb', 'postgresql'))('checks what it is given on $engine', async (server) => {
    await using running = await startRds(server);
    const right = server.engine === 'postgresql' ? 'DBOwner' : 'ReadOnly';
    const wrong = server.engine === 'postgresql' ? 'ReadOnly' : 'DBOwner';
    const DBName = await running.makeDatabase();
    const grant = (AccountPrivilege: string, names = DBName) =>
      running.call('GrantAccountPrivilege', running.on({ DBName: names, AccountPrivilege }));
    expect(await grant(right)).toMatchObject({ failed: 'InvalidAccountName.NotFound', status: 404 });
    await running.create();
    expect(await grant(wrong)).toMatchObject({ failed: 'InvalidAccountPrivilege.Malformed', status: 400 });
    for (const [privileges, names] of [
      [`${right},${right}`, DBName],
      [right, `${DBName},other`],
      [`${right},${right}`, `${DBName},${DBName}`],
    ] as const)
      expect(await grant(privileges, names)).toMatchObject({
        failed: 'InvalidDBNameOrAccountPrivilege',
        status: 400,
      });
    expect(await grant(right, `${running.prefix}_none`)).toMatchObject({ failed: 'InvalidDBName.NotFound' });
  });
});
