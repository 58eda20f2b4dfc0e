import type { Cloud } from '../cloud.ts';
import { Refusal } from '../refusal.ts';
import type { Alert } from './alert.ts';
import { findProject, projectArn } from './find-logstore.ts';
import { alertKey } from './watch.ts';

/** Returns the ARN that a policy names for an alert. An alert is a job of its project. */
export const alertArn = (cloud: Cloud, project: string, name: string) =>
  `${projectArn(cloud, project)}/job/${name}`;

export function findAlert(cloud: Cloud, project: string, name: string): Alert {
  findProject(cloud, project);
  const found = cloud.alerts.get(alertKey({ project, name }));
  if (!found) throw new Refusal(404, 'JobNotExist', `alert ${name} does not exist`);
  return found;
}
