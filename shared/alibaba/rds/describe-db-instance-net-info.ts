import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Address = z.object({ ConnectionString: z.string(), Port: z.coerce.number() });
export type Address = z.output<typeof Address>;

const Answer = z.object({
  DBInstanceNetInfos: z.object({ DBInstanceNetInfo: z.array(Address).default([]) }),
});

/** Returns all addresses of an instance. Source: RDS DescribeDBInstanceNetInfo. */
export async function describeDbInstanceNetInfo(
  rds: CloudService,
  DBInstanceId: string,
  signal: AbortSignal,
): Promise<readonly Address[]> {
  const { DBInstanceNetInfos } = await rds.ask('DescribeDBInstanceNetInfo', Answer, { DBInstanceId }, signal);
  return DBInstanceNetInfos.DBInstanceNetInfo;
}
