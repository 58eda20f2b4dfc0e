import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findInstance, instanceArn } from './find-instance.ts';
import { DBInstanceId } from './names.ts';

/** Lists the endpoints of an instance, in any state. */
export const describeDbInstanceNetInfo = defineOperation({
  action: 'DescribeDBInstanceNetInfo',
  parameters: z.object({
    DBInstanceId,
    DBInstanceNetRWSplitType: z
      .enum(['Normal', 'ReadWriteSplitting'], 'it is no type of an endpoint')
      .optional(),
  }),
  resource: instanceArn,
  perform(cloud, { DBInstanceId: id, DBInstanceNetRWSplitType: type }) {
    const { Endpoints: endpoints } = findInstance(cloud, id);
    const shown = endpoints.filter((one) => type === undefined || one.ConnectionStringType === type);
    return {
      InstanceNetworkType: 'VPC',
      SecurityIPMode: 'normal',
      DBInstanceNetInfos: {
        DBInstanceNetInfo: shown.map(({ Port: port, ...one }) => ({ ...one, Port: String(port) })),
      },
    };
  },
});
