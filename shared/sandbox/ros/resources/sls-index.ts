import * as z from 'zod';
import { sls } from '../../sls/sls.ts';
import { defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Text } from './values.ts';

/** Properties of an index. The log service checks their content itself. */
const Index = z.strictObject({
  ProjectName: Text,
  LogstoreName: Text,
  FullTextIndex: z.record(z.string(), z.unknown()),
  KeyIndices: z.array(z.record(z.string(), z.unknown())).default([]),
});

export const slsIndex = defineResourceType({
  type: 'ALIYUN::SLS::Index',
  properties: Index,
  attributes: [],
  fixed: ['ProjectName', 'LogstoreName'],
  async create(calls, index) {
    await calls.ask(sls, 'CreateIndex', index);
    return { physicalId: `${index.ProjectName}/${index.LogstoreName}`, attributes: {} };
  },
  async update(calls, index) {
    await calls.ask(sls, 'UpdateIndex', index);
    return undefined;
  },
  async delete(calls, { ProjectName, LogstoreName }) {
    await unlessGone(calls.ask(sls, 'DeleteIndex', { ProjectName, LogstoreName }));
  },
});
