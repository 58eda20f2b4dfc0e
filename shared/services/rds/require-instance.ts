import { describeDbInstanceAttribute } from '../../alibaba/rds/describe-db-instance-attribute.ts';
import { describeDbInstanceNetInfo } from '../../alibaba/rds/describe-db-instance-net-info.ts';
import { AdminMismatch, Busy, SecretMalformed } from '../../engine/rotation/errors.ts';
import { rdsApi } from '../../engine/rotation/policy.ts';
import { hostOf } from '../database/acting.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { AccountsOf } from './open-account-api.ts';
import { rdsError } from './rds-error.ts';

/** The engines of RDS that rotations serve, as its API writes them. */
export type RdsEngine = 'MySQL' | 'MariaDB' | 'PostgreSQL';

/**
 * Checks, before anything is changed, that the instance is the server of the value and takes changes. Whoever writes the
 * value names both, so an instance that has no such address is never touched. Throws AdminMismatch, SecretMalformed,
 * or Busy while the instance is not running.
 */
export async function requireInstance(
  of: AccountsOf,
  { AccountName, Endpoint, Port }: Pick<DatabaseSecret, 'AccountName' | 'Endpoint' | 'Port'>,
  engine: RdsEngine,
): Promise<void> {
  const { rds, secret, instance, signal } = of;
  const ask = async <Answer>(operation: string, call: () => Promise<Answer>) => {
    try {
      return await call();
    } catch (error) {
      throw rdsError(error, { secret, instance, account: AccountName, operation });
    }
  };
  const found = await ask('DescribeDBInstanceAttribute', () =>
    describeDbInstanceAttribute(rds, instance, signal),
  );
  if (found === undefined)
    throw new SecretMalformed(secret, [
      `DBInstanceId: ${instance} is no instance of this account and region`,
    ]);
  const addresses = await ask('DescribeDBInstanceNetInfo', () =>
    describeDbInstanceNetInfo(rds, instance, signal),
  );
  const atHost = addresses.filter((address) => hostOf(address.ConnectionString) === hostOf(Endpoint));
  const isThere = atHost.some((address) => address.Port === Port);
  if (!isThere)
    throw new AdminMismatch(secret, `${rdsApi} (instance ${instance})`, [
      atHost.length === 0 ? 'Endpoint' : 'Port',
    ]);
  if (found.Engine.toLowerCase() !== engine.toLowerCase())
    throw new SecretMalformed(secret, [
      `DBInstanceId: ${instance} runs ${found.Engine}, but the server is ${engine}`,
    ]);
  if (found.DBInstanceStatus !== 'Running')
    throw new Busy(`the RDS instance ${instance}`, `its status is ${found.DBInstanceStatus}`);
}
