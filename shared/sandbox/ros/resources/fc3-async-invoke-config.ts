import * as z from 'zod';
import { fc } from '../../fc/fc.ts';
import { camelCase } from './camel-case.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Count, Text, YesNo } from './values.ts';

const Destination = z.strictObject({ Destination: Text }).optional();

const AsyncInvokeConfig = z.strictObject({
  FunctionName: Text,
  MaxAsyncRetryAttempts: Count.optional(),
  MaxAsyncEventAgeInSeconds: Count.optional(),
  AsyncTask: YesNo.optional(),
  DestinationConfig: z.strictObject({ OnSuccess: Destination, OnFailure: Destination }).optional(),
});

export const fc3AsyncInvokeConfig = defineResourceType({
  type: 'ALIYUN::FC3::AsyncInvokeConfig',
  properties: AsyncInvokeConfig,
  attributes: [],
  fixed: ['FunctionName'],
  async create(calls, config) {
    await calls.ask(fc, 'PutAsyncInvokeConfig', camelCase(config));
    return { physicalId: config.FunctionName, attributes: {} };
  },
  async update(calls, config) {
    await calls.ask(fc, 'PutAsyncInvokeConfig', camelCase(config));
    return undefined;
  },
  async delete(calls, { FunctionName: functionName }) {
    await unlessGone(calls.ask(fc, 'DeleteAsyncInvokeConfig', { functionName }));
  },
});
