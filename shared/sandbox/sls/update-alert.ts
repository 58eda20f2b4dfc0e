import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { AlertDetail } from './alert-detail.ts';
import { alertArn, findAlert } from './find-alert.ts';
import { ProjectName } from './names.ts';
import { alertKey, watch } from './watch.ts';

/** Replaces an alert under the same name. Its schedule counts from now. */
export const updateAlert = defineOperation({
  action: 'UpdateAlert',
  parameters: z.object({ Project: ProjectName, Detail: AlertDetail }),
  resource: (cloud, { Project, Detail }) => alertArn(cloud, Project, Detail.name),
  perform(cloud, { Project: project, Detail: { part, ...detail } }) {
    const { createdAt } = findAlert(cloud, project, detail.name);
    const alert = { ...detail, project, part: { ...part, project: part.project ?? project }, createdAt };
    cloud.alerts.set(alertKey(alert), alert);
    watch(cloud, alert);
    return {};
  },
});
