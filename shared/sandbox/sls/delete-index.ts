import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findLogstore, logstoreArn } from './find-logstore.ts';
import { logstoreKey } from './logstore.ts';
import { LogstoreName, ProjectName } from './names.ts';

export const deleteIndex = defineOperation({
  action: 'DeleteIndex',
  parameters: z.object({ ProjectName, LogstoreName }),
  resource: (cloud, { ProjectName, LogstoreName }) => logstoreArn(cloud, ProjectName, LogstoreName),
  perform(cloud, { ProjectName: project, LogstoreName: name }) {
    const { index: _, ...logstore } = findLogstore(cloud, project, name);
    cloud.logstores.set(logstoreKey(project, name), logstore);
    return {};
  },
});
