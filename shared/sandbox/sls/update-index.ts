import { defineOperation } from '../operation.ts';
import { findLogstore, logstoreArn } from './find-logstore.ts';
import { IndexSettings } from './index-settings.ts';
import { logstoreKey } from './logstore.ts';

/** Replaces the index of a logstore. */
export const updateIndex = defineOperation({
  action: 'UpdateIndex',
  parameters: IndexSettings,
  resource: (cloud, { ProjectName, LogstoreName }) => logstoreArn(cloud, ProjectName, LogstoreName),
  perform(cloud, { ProjectName: project, LogstoreName: name, KeyIndices }) {
    const logstore = findLogstore(cloud, project, name);
    cloud.logstores.set(logstoreKey(project, name), {
      ...logstore,
      index: KeyIndices.map((key) => key.Name),
    });
    return {};
  },
});
