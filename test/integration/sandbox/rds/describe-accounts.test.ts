import { describe, expect, it } from 'vitest';
import { DBInstanceId, instanceOn, startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

const namesIn = (answer: unknown): readonly string[] =>
  Object(answer).Accounts.DBInstanceAccount.map((one: unknown) => Object(one).AccountName);

describe('DescribeAccounts', () => {
  describe.each(engines('mysql', 'mariadb', 'postgresql'))('on $engine', (server) => {
    it('answers each field that the official client reads', async () => {
      await using running = await startRds(server);
      await running.create();
      expect(await running.call('DescribeAccounts', { DBInstanceId })).toEqual({
        RequestId: expect.any(String),
        PageNumber: 1,
        TotalRecordCount: 1,
        Accounts: {
          DBInstanceAccount: [
            {
              DBInstanceId,
              AccountName: running.AccountName,
              AccountStatus: 'Available',
              AccountType: 'Normal',
              AccountDescription: '',
              PrivExceeded: '0',
              DatabasePrivileges: { DatabasePrivilege: [] },
              ...(server.engine === 'postgresql'
                ? { BypassRLS: 'f', CreateDB: 'f', CreateRole: 'f', Replication: 'f', ValidUntil: '' }
                : {}),
            },
          ],
        },
      });
    });

    it('lists accounts by name, or one of them', async () => {
      await using running = await startRds(server);
      const names = ['c', 'a', 'b'].map((end) => `${running.prefix}_${end}`);
      for (const AccountName of names) await running.create({ AccountName });
      expect(namesIn(await running.call('DescribeAccounts', { DBInstanceId }))).toEqual(names.toSorted());
      const AccountName = names[2] ?? '';
      const one = await running.call('DescribeAccounts', { DBInstanceId, AccountName });
      expect(namesIn(one)).toEqual([AccountName]);
    });

    it('does not list the admin and the accounts of the server itself', async () => {
      await using running = await startRds(server, { switches: { rdsSqlAccounts: 'listed' } });
      await running.createBySql();
      const names = namesIn(await running.call('DescribeAccounts', { DBInstanceId, PageSize: '200' }));
      expect(await running.described()).toMatchObject({ AccountName: running.AccountName });
      expect(names).not.toContain(server.admin.user);
      expect(names.filter((name) => /^(mysql|mariadb)\.|^pg_|^$/.test(name))).toEqual([]);
    });

    it('is refused while the instance does not run, and for an instance that is not there', async () => {
      await using running = await startRds(server);
      running.sandbox.rdsInstances.change(DBInstanceId, { DBInstanceStatus: 'DBInstanceClassChanging' });
      expect(await running.call('DescribeAccounts', { DBInstanceId })).toMatchObject({
        failed: 'IncorrectDBInstanceState',
        status: 403,
      });
      expect(await running.call('DescribeAccounts', { DBInstanceId: 'rm-none' })).toMatchObject({
        failed: 'InvalidDBInstanceName.NotFound',
        status: 404,
      });
    });
  });

  it.each(engines('mysql'))('lists page by page', async (server) => {
    await using running = await startRds(server);
    const names = Array.from({ length: 31 }, (_, at) => `${running.prefix}_${100 + at}`);
    for (const AccountName of names) await running.create({ AccountName });
    const page = (PageNumber: string, PageSize?: string) =>
      running.call('DescribeAccounts', { DBInstanceId, PageNumber, ...(PageSize ? { PageSize } : {}) });
    expect(namesIn(await page('1'))).toEqual(names.slice(0, 30));
    expect(namesIn(await page('2'))).toEqual(names.slice(30));
    expect(await page('2')).toMatchObject({ PageNumber: 2, TotalRecordCount: 31 });
    expect(namesIn(await page('1', '50'))).toEqual(names);
    for (const size of ['29', '201', 'many'])
      expect(await page('1', size)).toMatchObject({ failed: 'InvalidParameter', status: 400 });
  });

  it.each(engines('mysql', 'mariadb'))(
    'shows rights that SQL has changed as Custom on $engine',
    async (server) => {
      await using running = await startRds(server);
      await running.create();
      const DBName = await running.makeDatabase();
      await running.call('GrantAccountPrivilege', running.on({ DBName, AccountPrivilege: 'ReadOnly' }));
      const pattern = DBName.replace('_', '\\_');
      await running.root(`grant insert on \`${pattern}\`.* to ${running.AccountName}@'%'`);
      expect(await running.described()).toMatchObject({
        DatabasePrivileges: {
          DatabasePrivilege: [
            { DBName, AccountPrivilege: 'Custom', AccountPrivilegeDetail: expect.stringMatching(/^INSERT,/) },
          ],
        },
      });
    },
  );

  it.each(engines('postgresql'))('shows until when a password of PostgreSQL is valid', async (server) => {
    await using running = await startRds(server);
    await running.create();
    for (const [until, ValidUntil] of [
      ['infinity', 'infinity'],
      ['2030-01-31 12:00:00+00', '2030-01-31T12:00:00Z'],
    ] as const) {
      await running.root(`alter role ${running.AccountName} valid until '${until}'`);
      expect(await running.described()).toMatchObject({ ValidUntil });
    }
  });

  it.each(engines('mysql'))(
    'is refused where the server rejects its admin, and repeats no password',
    async (server) => {
      await using running = await startRds(server);
      running.sandbox.rdsInstances.place({ ...instanceOn(server), AdminPassword: 'another' });
      const answer = await running.call('DescribeAccounts', { DBInstanceId });
      expect(answer).toMatchObject({ failed: 'Database.ConnectError', status: 400 });
      expect(JSON.stringify(answer)).not.toContain('another');
    },
  );
});
