import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findLogstore, logstoreArn } from './find-logstore.ts';
import { logstoreKey } from './logstore.ts';
import { LogstoreName, ProjectName } from './names.ts';

export const deleteLogStore = defineOperation({
  action: 'DeleteLogStore',
  parameters: z.object({ ProjectName, LogstoreName }),
  resource: (cloud, { ProjectName, LogstoreName }) => logstoreArn(cloud, ProjectName, LogstoreName),
  perform(cloud, { ProjectName: project, LogstoreName: name }) {
    findLogstore(cloud, project, name);
    cloud.logstores.delete(logstoreKey(project, name));
    cloud.logLines.drop(project, name);
    return {};
  },
});
