import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { AlertDetail } from './alert-detail.ts';
import { alertArn } from './find-alert.ts';
import { alreadyThere, findProject } from './find-logstore.ts';
import { ProjectName } from './names.ts';
import { alertKey, watch } from './watch.ts';

export const createAlert = defineOperation({
  action: 'CreateAlert',
  parameters: z.object({ Project: ProjectName, Detail: AlertDetail }),
  resource: (cloud, { Project, Detail }) => alertArn(cloud, Project, Detail.name),
  perform(cloud, { Project: project, Detail: { part, ...detail } }) {
    findProject(cloud, project);
    const key = alertKey({ project, name: detail.name });
    if (cloud.alerts.get(key)) throw alreadyThere('JobAlreadyExist', `alert ${detail.name}`);
    const where = part.project ?? project;
    const alert = { ...detail, project, part: { ...part, project: where }, createdAt: cloud.now() };
    cloud.alerts.set(key, alert);
    watch(cloud, alert);
    return {};
  },
});
