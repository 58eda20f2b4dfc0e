import * as z from 'zod';
import { sls } from '../../sls/sls.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Count, notHere, Text, YesNo } from './values.ts';

/** Properties of a logstore. The sandbox has no shards, so the settings of shards have no effect. */
const Logstore = z.strictObject({
  ProjectName: Text,
  LogstoreName: Text,
  TTL: Count.optional(),
  ShardCount: Count.optional(),
  AutoSplit: YesNo.optional(),
  MaxSplitShard: Count.optional(),
  Mode: z.literal('standard', 'the sandbox knows the standard mode alone').optional(),
  EncryptConf: notHere('encryption of logstores'),
});

export const slsLogstore = defineResourceType({
  type: 'ALIYUN::SLS::Logstore',
  properties: Logstore,
  attributes: ['LogstoreName', 'ProjectName'],
  fixed: ['ProjectName', 'LogstoreName'],
  async create(calls, { ProjectName, LogstoreName, TTL }) {
    await calls.ask(sls, 'CreateLogStore', { ProjectName, LogstoreName, TTL });
    return { physicalId: LogstoreName, attributes: { LogstoreName, ProjectName } };
  },
  async update(calls, { ProjectName, LogstoreName, TTL }, before) {
    if (TTL !== undefined && TTL !== before.TTL)
      await calls.ask(sls, 'UpdateLogStore', { ProjectName, LogstoreName, TTL });
    return undefined;
  },
  async delete(calls, { ProjectName, LogstoreName }) {
    await unlessGone(calls.ask(sls, 'DeleteLogStore', { ProjectName, LogstoreName }));
  },
});
