import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { alertArn, findAlert } from './find-alert.ts';
import { ProjectName } from './names.ts';
import { alertKey, unwatch } from './watch.ts';

export const deleteAlert = defineOperation({
  action: 'DeleteAlert',
  parameters: z.object({ Project: ProjectName, Name: z.string() }),
  resource: (cloud, { Project, Name }) => alertArn(cloud, Project, Name),
  perform(cloud, { Project: project, Name: name }) {
    const alert = findAlert(cloud, project, name);
    cloud.alerts.delete(alertKey(alert));
    unwatch(cloud, alert);
    return {};
  },
});
