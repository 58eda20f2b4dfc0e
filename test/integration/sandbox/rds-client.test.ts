import rds from '@alicloud/rds20140815';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../shared/sandbox/sandbox.ts';
import { officialConfig } from '../../support/sandbox/calls.ts';
import { DBInstanceId, firstPassword, secondPassword, startRds } from '../../support/sandbox/with-rds.ts';
import { engines } from '../../support/servers/running.ts';

const clientOf = (sandbox: Sandbox) => new rds.default(officialConfig(sandbox));

describe.each(engines('mysql', 'mariadb', 'postgresql'))(
  'the official client for RDS, with $engine',
  (server) => {
    const isPostgresql = server.engine === 'postgresql';

    it('describes an instance and its endpoints', async () => {
      await using running = await startRds(server);
      const client = clientOf(running.sandbox);
      const { body } = await client.describeDBInstanceAttribute(
        new rds.DescribeDBInstanceAttributeRequest({ DBInstanceId }),
      );
      expect(body?.items?.DBInstanceAttribute).toMatchObject([
        {
          DBInstanceId,
          DBInstanceStatus: 'Running',
          engine: { mysql: 'MySQL', mariadb: 'MariaDB', postgresql: 'PostgreSQL' }[server.engine],
        },
      ]);
      const { body: net } = await client.describeDBInstanceNetInfo(
        new rds.DescribeDBInstanceNetInfoRequest({ DBInstanceId }),
      );
      expect(net).toMatchObject({
        instanceNetworkType: 'VPC',
        DBInstanceNetInfos: {
          DBInstanceNetInfo: [
            { connectionString: server.host, port: String(server.port), IPType: 'Private' },
          ],
        },
      });
    });

    it('takes an account through its life', async () => {
      await using running = await startRds(server);
      const client = clientOf(running.sandbox);
      const accountName = running.AccountName;
      const named = { DBInstanceId, accountName };
      const { body: created } = await client.createAccount(
        new rds.CreateAccountRequest({
          ...named,
          accountPassword: firstPassword,
          accountDescription: 'shop',
        }),
      );
      expect(created?.requestId).toEqual(expect.any(String));
      const DBName = await running.makeDatabase();
      const accountPrivilege = isPostgresql ? 'DBOwner' : 'ReadWrite';
      await client.grantAccountPrivilege(
        new rds.GrantAccountPrivilegeRequest({ ...named, DBName, accountPrivilege }),
      );
      const { body: described } = await client.describeAccounts(new rds.DescribeAccountsRequest(named));
      expect(described).toMatchObject({
        totalRecordCount: 1,
        pageNumber: 1,
        accounts: {
          DBInstanceAccount: [
            {
              accountName,
              accountStatus: 'Available',
              accountType: 'Normal',
              accountDescription: 'shop',
              privExceeded: '0',
              databasePrivileges: { databasePrivilege: [{ DBName, accountPrivilege }] },
              ...(isPostgresql ? { createRole: 'f', bypassRLS: 'f', validUntil: '' } : {}),
            },
          ],
        },
      });
      await client.resetAccountPassword(
        new rds.ResetAccountPasswordRequest({ ...named, accountPassword: secondPassword }),
      );
      expect([await running.accepts(firstPassword), await running.accepts(secondPassword)]).toEqual([
        false,
        true,
      ]);
      await client.revokeAccountPrivilege(new rds.RevokeAccountPrivilegeRequest({ ...named, DBName }));
      await client.deleteAccount(new rds.DeleteAccountRequest(named));
      expect(await running.accepts(secondPassword)).toBe(false);
    });

    it('understands an error', async () => {
      await using running = await startRds(server);
      const request = new rds.ResetAccountPasswordRequest({
        DBInstanceId,
        accountName: 'none',
        accountPassword: secondPassword,
      });
      await expect(clientOf(running.sandbox).resetAccountPassword(request)).rejects.toMatchObject({
        code: 'InvalidAccountName.NotFound',
        statusCode: 404,
      });
    });
  },
);
