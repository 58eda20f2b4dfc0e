import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findProject, projectArn } from './find-logstore.ts';
import { logstoreKey } from './logstore.ts';
import { ProjectName } from './names.ts';
import { alertKey, unwatch } from './watch.ts';

/** Deletes a project and everything in it. */
export const deleteProject = defineOperation({
  action: 'DeleteProject',
  parameters: z.object({ Name: ProjectName }),
  resource: (cloud, { Name }) => projectArn(cloud, Name),
  perform(cloud, { Name: name }) {
    findProject(cloud, name);
    for (const { project, name: store } of cloud.logstores.all()) {
      if (project !== name) continue;
      cloud.logstores.delete(logstoreKey(project, store));
      cloud.logLines.drop(project, store);
    }
    for (const alert of cloud.alerts.all()) {
      if (alert.project !== name) continue;
      cloud.alerts.delete(alertKey(alert));
      unwatch(cloud, alert);
    }
    cloud.logProjects.delete(name);
    return {};
  },
});
