import { defineOperation } from '../operation.ts';
import { alreadyThere, findLogstore, logstoreArn } from './find-logstore.ts';
import { IndexSettings } from './index-settings.ts';
import { logstoreKey } from './logstore.ts';

export const createIndex = defineOperation({
  action: 'CreateIndex',
  parameters: IndexSettings,
  resource: (cloud, { ProjectName, LogstoreName }) => logstoreArn(cloud, ProjectName, LogstoreName),
  perform(cloud, { ProjectName: project, LogstoreName: name, KeyIndices }) {
    const logstore = findLogstore(cloud, project, name);
    if (logstore.index) throw alreadyThere('IndexAlreadyExist', `an index of logstore ${name}`);
    cloud.logstores.set(logstoreKey(project, name), {
      ...logstore,
      index: KeyIndices.map((key) => key.Name),
    });
    return {};
  },
});
