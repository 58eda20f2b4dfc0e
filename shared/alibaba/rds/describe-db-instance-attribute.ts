import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Instance = z.object({ DBInstanceStatus: z.string(), Engine: z.string() });
export type Instance = z.output<typeof Instance>;

const Answer = z.object({ Items: z.object({ DBInstanceAttribute: z.array(Instance).default([]) }) });

/** Returns the engine and the status of an instance. Source: RDS DescribeDBInstanceAttribute. */
export async function describeDbInstanceAttribute(
  rds: CloudService,
  DBInstanceId: string,
  signal: AbortSignal,
): Promise<Instance | undefined> {
  const { Items } = await rds.ask('DescribeDBInstanceAttribute', Answer, { DBInstanceId }, signal);
  return Items.DBInstanceAttribute[0];
}
