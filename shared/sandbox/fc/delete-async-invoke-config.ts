import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { noContent } from './answers.ts';
import { findAsyncInvokeConfig, whose } from './find-async-invoke-config.ts';
import { ofFunction } from './find-function.ts';
import { invalidArgument } from './refusals.ts';

export const deleteAsyncInvokeConfig = defineOperation({
  action: 'DeleteAsyncInvokeConfig',
  invalidCode: invalidArgument,
  parameters: z.object(whose),
  resource: ofFunction,
  perform(cloud, { functionName }) {
    findAsyncInvokeConfig(cloud, functionName);
    cloud.asyncInvokeConfigs.delete(functionName);
    return noContent();
  },
});
