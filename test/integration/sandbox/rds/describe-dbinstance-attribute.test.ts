import { describe, expect, it } from 'vitest';
import { DBInstanceId, startRds } from '../../../support/sandbox/with-rds.ts';
import { engines } from '../../../support/servers/running.ts';

describe('DescribeDBInstanceAttribute', () => {
  it.each(engines('mysql', 'mariadb', 'postgresql'))('describes an instance of $engine', async (server) => {
    await using running = await startRds(server);
    expect(await running.call('DescribeDBInstanceAttribute', { DBInstanceId })).toEqual({
      RequestId: expect.any(String),
      Items: {
        DBInstanceAttribute: [
          {
            DBInstanceId,
            DBInstanceDescription: '',
            DBInstanceStatus: 'Running',
            DBInstanceType: 'Primary',
            Engine: { mysql: 'MySQL', mariadb: 'MariaDB', postgresql: 'PostgreSQL' }[server.engine],
            EngineVersion: expect.stringMatching(/^\d+/),
            LockMode: 'Unlock',
            RegionId: running.sandbox.regionId,
            InstanceNetworkType: 'VPC',
            ConnectionString: server.host,
            Port: String(server.port),
          },
        ],
      },
    });
  });

  describe.each(engines('mysql'))('on $engine', (server) => {
    it('answers in any state, and names it', async () => {
      await using running = await startRds(server);
      running.sandbox.rdsInstances.change(DBInstanceId, {
        DBInstanceStatus: 'Restarting',
        LockMode: 'ManualLock',
      });
      const { Items } = Object(await running.call('DescribeDBInstanceAttribute', { DBInstanceId }));
      expect(Items.DBInstanceAttribute).toMatchObject([
        { DBInstanceStatus: 'Restarting', LockMode: 'ManualLock' },
      ]);
    });

    it('refuses an instance that is not there, and a caller without the right', async () => {
      await using running = await startRds(server);
      expect(await running.call('DescribeDBInstanceAttribute', { DBInstanceId: 'rm-none' })).toMatchObject({
        failed: 'InvalidDBInstanceName.NotFound',
        status: 404,
      });
      const call = await running.asNobody();
      expect(await call('DescribeDBInstanceAttribute', { DBInstanceId })).toMatchObject({
        failed: 'Forbidden.RAM',
        denial: { AuthAction: 'rds:DescribeDBInstanceAttribute' },
      });
    });
  });
});
