import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { AsyncInvokeConfig } from './async-invoke-config.ts';
import { findFunction, functionArn } from './find-function.ts';
import { FunctionName } from './function-config.ts';
import { asyncConfigNotExists } from './refusals.ts';

/** Parameters that name the function, for every operation on its asynchronous configuration. */
export const whose = {
  functionName: FunctionName,
  qualifier: z.literal('LATEST', 'there are no versions and aliases here').default('LATEST'),
};

export function findAsyncInvokeConfig(cloud: Cloud, functionName: string): AsyncInvokeConfig {
  findFunction(cloud, functionName);
  const found = cloud.asyncInvokeConfigs.get(functionName);
  if (!found) throw asyncConfigNotExists(functionName);
  return found;
}

const destination = (arn: string | undefined) => (arn === undefined ? {} : { destination: arn });

export const asyncInvokeConfigOnTheWire = (cloud: Cloud, config: AsyncInvokeConfig) => ({
  functionArn: functionArn(cloud, config.functionName),
  maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
  maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
  asyncTask: config.asyncTask,
  destinationConfig: { onSuccess: destination(config.onSuccess), onFailure: destination(config.onFailure) },
  createdTime: instant(config.createdAt),
  lastModifiedTime: instant(config.changedAt),
});
