import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { defineOperation } from '../operation.ts';
import { unsupported } from '../refusal.ts';
import { AsyncInvokeConfig } from './async-invoke-config.ts';
import { asyncInvokeConfigOnTheWire, whose } from './find-async-invoke-config.ts';
import { findFunction, functionArn, ofFunction } from './find-function.ts';
import { invalidArgument } from './refusals.ts';

const settings = AsyncInvokeConfig.shape;

const Destination = z.object({ destination: z.string().max(512).optional() }).optional();

/** Replaces the whole asynchronous configuration of a function. */
export const putAsyncInvokeConfig = defineOperation({
  action: 'PutAsyncInvokeConfig',
  invalidCode: invalidArgument,
  parameters: z.object({
    ...whose,
    maxAsyncRetryAttempts: settings.maxAsyncRetryAttempts,
    maxAsyncEventAgeInSeconds: settings.maxAsyncEventAgeInSeconds,
    asyncTask: settings.asyncTask,
    destinationConfig: z.object({ onSuccess: Destination, onFailure: Destination }).optional(),
  }),
  resource: ofFunction,
  perform(cloud, { functionName, destinationConfig, ...given }) {
    findFunction(cloud, functionName);
    const now = cloud.now();
    const config = AsyncInvokeConfig.parse({
      ...given,
      functionName,
      onSuccess: known(cloud, destinationConfig?.onSuccess?.destination),
      onFailure: known(cloud, destinationConfig?.onFailure?.destination),
      createdAt: cloud.asyncInvokeConfigs.get(functionName)?.createdAt ?? now,
      changedAt: now,
    });
    cloud.asyncInvokeConfigs.set(functionName, config);
    return asyncInvokeConfigOnTheWire(cloud, config);
  },
});

/**
 * Returns the ARN of a destination, or undefined if none is given. Throws a Refusal for a queue, a topic or a bus. The
 * platform supports those, but here they would receive nothing.
 */
function known(cloud: Cloud, arn: string | undefined): string | undefined {
  if (arn === undefined || arn === '') return undefined;
  if (!arn.startsWith(functionArn(cloud, '')))
    throw unsupported('the sandbox tells only functions of its own how an invocation ended');
  return arn;
}
