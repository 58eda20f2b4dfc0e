import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findInstance, instanceArn } from './find-instance.ts';
import { DBInstanceId } from './names.ts';

/** Describes an instance, in any state. It answers only the fields that the sandbox knows. */
export const describeDbInstanceAttribute = defineOperation({
  action: 'DescribeDBInstanceAttribute',
  parameters: z.object({ DBInstanceId, Expired: z.string().optional() }),
  resource: instanceArn,
  perform(cloud, given) {
    const instance = findInstance(cloud, given.DBInstanceId);
    const [endpoint] = instance.Endpoints;
    const attribute = {
      DBInstanceId: instance.DBInstanceId,
      DBInstanceDescription: instance.DBInstanceDescription ?? '',
      DBInstanceStatus: instance.DBInstanceStatus,
      DBInstanceType: 'Primary',
      Engine: instance.Engine,
      EngineVersion: instance.EngineVersion,
      LockMode: instance.LockMode,
      RegionId: cloud.regionId,
      InstanceNetworkType: 'VPC',
      ConnectionString: endpoint?.ConnectionString,
      Port: String(endpoint?.Port),
    };
    return { Items: { DBInstanceAttribute: [attribute] } };
  },
});
