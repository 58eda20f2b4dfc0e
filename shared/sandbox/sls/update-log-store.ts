import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { Ttl } from './create-log-store.ts';
import { findLogstore, logstoreArn } from './find-logstore.ts';
import { logstoreKey } from './logstore.ts';
import { LogstoreName, ProjectName } from './names.ts';

export const updateLogStore = defineOperation({
  action: 'UpdateLogStore',
  parameters: z.object({ ProjectName, LogstoreName, TTL: Ttl }),
  resource: (cloud, { ProjectName, LogstoreName }) => logstoreArn(cloud, ProjectName, LogstoreName),
  perform(cloud, { ProjectName: project, LogstoreName: name, TTL: ttl }) {
    cloud.logstores.set(logstoreKey(project, name), { ...findLogstore(cloud, project, name), ttl });
    return {};
  },
});
