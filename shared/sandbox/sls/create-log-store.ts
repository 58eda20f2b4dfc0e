import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { alreadyThere, findProject, logstoreArn } from './find-logstore.ts';
import { Logstore, logstoreKey } from './logstore.ts';
import { LogstoreName, ProjectName } from './names.ts';

export const Ttl = Logstore.shape.ttl;

export const createLogStore = defineOperation({
  action: 'CreateLogStore',
  parameters: z.object({ ProjectName, LogstoreName, TTL: Ttl.default(30) }),
  resource: (cloud, { ProjectName, LogstoreName }) => logstoreArn(cloud, ProjectName, LogstoreName),
  perform(cloud, { ProjectName: project, LogstoreName: name, TTL: ttl }) {
    findProject(cloud, project);
    const key = logstoreKey(project, name);
    if (cloud.logstores.get(key)) throw alreadyThere('LogStoreAlreadyExist', `logstore ${name}`);
    cloud.logstores.set(key, { project, name, ttl, createdAt: cloud.now() });
    return {};
  },
});
