import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { asyncInvokeConfigOnTheWire, findAsyncInvokeConfig, whose } from './find-async-invoke-config.ts';
import { ofFunction } from './find-function.ts';
import { invalidArgument } from './refusals.ts';

export const getAsyncInvokeConfig = defineOperation({
  action: 'GetAsyncInvokeConfig',
  invalidCode: invalidArgument,
  parameters: z.object(whose),
  resource: ofFunction,
  perform: (cloud, { functionName }) =>
    asyncInvokeConfigOnTheWire(cloud, findAsyncInvokeConfig(cloud, functionName)),
});
