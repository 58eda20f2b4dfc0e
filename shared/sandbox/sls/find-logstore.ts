import type { Cloud } from '../cloud.ts';
import { Refusal } from '../refusal.ts';
import type { LogProject, Logstore } from './logstore.ts';
import { logstoreKey } from './logstore.ts';

export const projectArn = ({ regionId, accountId }: Cloud, project: string) =>
  `acs:log:${regionId}:${accountId}:project/${project}`;

export const logstoreArn = (cloud: Cloud, project: string, logstore: string) =>
  `${projectArn(cloud, project)}/logstore/${logstore}`;

/** Finds a project. The codes of the refusals in this file are those of SLS "Error codes". */
export function findProject(cloud: Cloud, name: string): LogProject {
  const found = cloud.logProjects.get(name);
  if (!found) throw new Refusal(404, 'ProjectNotExist', `project ${name} does not exist`);
  return found;
}

export function findLogstore(cloud: Cloud, project: string, name: string): Logstore {
  findProject(cloud, project);
  const found = cloud.logstores.get(logstoreKey(project, name));
  if (!found) throw new Refusal(404, 'LogStoreNotExist', `logstore ${name} does not exist`);
  return found;
}

export const alreadyThere = (code: string, what: string) => new Refusal(400, code, `${what} already exists`);
