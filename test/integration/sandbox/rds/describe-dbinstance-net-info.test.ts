import { describe, expect, it } from 'vitest';
import { DBInstanceId, instanceOn, startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

describe('DescribeDBInstanceNetInfo', () => {
  describe.each(engines('mysql'))('on $engine', (server) => {
    const endpoint = { ConnectionString: 'rm-test.mysql.rds.example.com', Port: 3306 };
    const splitting = { ...endpoint, IPType: 'Public', ConnectionStringType: 'ReadWriteSplitting' } as const;
    const rdsInstances = [{ ...instanceOn(server), Endpoints: [endpoint, splitting] }];
    const shown = [
      { ...endpoint, Port: '3306', IPType: 'Private', ConnectionStringType: 'Normal' },
      { ...splitting, Port: '3306' },
    ];
    const answered = (...infos: readonly unknown[]) => ({
      RequestId: expect.any(String),
      InstanceNetworkType: 'VPC',
      SecurityIPMode: 'normal',
      DBInstanceNetInfos: { DBInstanceNetInfo: infos },
    });

    it('lists the endpoints of an instance, also while it does not run', async () => {
      await using running = await startRds(server, { rdsInstances });
      running.sandbox.rdsInstances.change(DBInstanceId, { DBInstanceStatus: 'Restarting' });
      expect(await running.call('DescribeDBInstanceNetInfo', { DBInstanceId })).toEqual(answered(...shown));
    });

    it.each([
      ['Normal', shown[0]],
      ['ReadWriteSplitting', shown[1]],
    ])('lists those of the type %s', async (DBInstanceNetRWSplitType, info) => {
      await using running = await startRds(server, { rdsInstances });
      expect(
        await running.call('DescribeDBInstanceNetInfo', { DBInstanceId, DBInstanceNetRWSplitType }),
      ).toEqual(answered(info));
    });

    it('refuses an instance that is not there, and a caller without the right', async () => {
      await using running = await startRds(server);
      expect(await running.call('DescribeDBInstanceNetInfo', { DBInstanceId: 'rm-none' })).toMatchObject({
        failed: 'InvalidDBInstanceName.NotFound',
        status: 404,
      });
      const call = await running.asNobody();
      expect(await call('DescribeDBInstanceNetInfo', { DBInstanceId })).toMatchObject({
        failed: 'Forbidden.RAM',
        denial: { AuthAction: 'rds:DescribeDBInstanceNetInfo' },
      });
    });
  });
});
