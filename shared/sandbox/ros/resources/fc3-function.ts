import * as z from 'zod';
import { fc } from '../../fc/fc.ts';
import { camelCase } from './camel-case.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Count, notHere, Text, YesNo } from './values.ts';

const Code = z.strictObject({
  OssBucketName: Text.optional(),
  OssObjectName: Text.optional(),
  ZipFile: z.string().optional(),
  Checksum: Text.optional(),
  SourceCode: notHere('code in a template'),
});

/** Properties of a function. Function Compute checks the values itself. */
const Settings = z.strictObject({
  FunctionName: Text,
  Handler: Text,
  Runtime: Text,
  Code,
  Cpu: Count.optional(),
  MemorySize: Count.optional(),
  DiskSize: Count.optional(),
  Timeout: Count.optional(),
  InstanceConcurrency: Count.optional(),
  EnvironmentVariables: z.record(z.string(), Text).default({}),
  Role: Text.optional(),
  VpcConfig: z.strictObject({ VpcId: Text, VSwitchIds: z.array(Text), SecurityGroupId: Text }).optional(),
  InternetAccess: YesNo.optional(),
  LogConfig: z
    .strictObject({
      Project: Text,
      Logstore: Text,
      LogBeginRule: Text.optional(),
      EnableInstanceMetrics: YesNo.optional(),
      EnableRequestMetrics: YesNo.optional(),
    })
    .optional(),
  CustomRuntimeConfig: z
    .strictObject({
      Command: z.array(Text).optional(),
      Args: z.array(Text).optional(),
      Port: Count.optional(),
    })
    .optional(),
  Layers: z.array(Text).optional(),
  Description: Text.optional(),
  Tags: z.array(z.strictObject({ Key: Text, Value: Text.optional() })).optional(),
});

const Created = z.object({ functionArn: z.string(), functionId: z.string(), functionName: z.string() });

export const fc3Function = defineResourceType({
  type: 'ALIYUN::FC3::Function',
  properties: Settings,
  attributes: ['ARN', 'FunctionId', 'FunctionName'],
  fixed: ['FunctionName'],
  async create(calls, properties) {
    const answer = Created.parse(await calls.ask(fc, 'CreateFunction', camelCase(properties)));
    const { functionArn: ARN, functionId: FunctionId, functionName: FunctionName } = answer;
    return { physicalId: FunctionName, attributes: { ARN, FunctionId, FunctionName } };
  },
  async update(calls, properties) {
    await calls.ask(fc, 'UpdateFunction', camelCase(properties));
    return undefined;
  },
  async delete(calls, { FunctionName: functionName }) {
    await unlessGone(calls.ask(fc, 'DeleteFunction', { functionName }));
  },
});
