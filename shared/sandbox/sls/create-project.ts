import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { alreadyThere, projectArn } from './find-logstore.ts';
import { ProjectName } from './names.ts';

export const createProject = defineOperation({
  action: 'CreateProject',
  parameters: z.object({ Name: ProjectName, Description: z.string().max(64).optional() }),
  resource: (cloud, { Name }) => projectArn(cloud, Name),
  perform(cloud, { Name: name, Description: description }) {
    if (cloud.logProjects.get(name)) throw alreadyThere('ProjectAlreadyExist', `project ${name}`);
    cloud.logProjects.set(name, { name, description, createdAt: cloud.now() });
    return {};
  },
});
