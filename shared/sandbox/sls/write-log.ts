import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { decideAccess } from '../ram/judge.ts';
import { logstoreArn } from './find-logstore.ts';
import { logstoreKey } from './logstore.ts';

/** A printed line, and what Function Compute says about its function beside the line. */
export interface Printed {
  readonly functionName: string;
  readonly requestId: string;
  readonly instanceId: string;
  readonly message: string;
}

interface Place {
  readonly project: string;
  readonly logstore: string;
}

/**
 * Writes a line to the logstore in the function's settings, under the function's role. Without a logstore, or without
 * the right to write there, the line is lost. Nobody is there to receive an error. Source: FC "UpdateFunction", of
 * `role`.
 */
export function writeLog(
  cloud: Cloud,
  { project, logstore }: Place,
  roleName: string | undefined,
  printed: Printed,
) {
  if (!cloud.logstores.get(logstoreKey(project, logstore))) return;
  if (roleName !== undefined && !mayWrite(cloud, roleName, logstoreArn(cloud, project, logstore))) return;
  const { functionName, requestId, instanceId: instanceID, message } = printed;
  const fields = { functionName, qualifier: 'LATEST', requestId, instanceID, message };
  cloud.logLines.add(project, logstore, { time: cloud.now(), fields });
}

function mayWrite(cloud: Cloud, roleName: string, resource: string): boolean {
  const role = cloud.roles.get(roleName);
  if (!role) return false;
  const sessionName = 'service';
  const denial = decideAccess(
    cloud,
    {
      type: 'assumed-role',
      accountId: cloud.accountId,
      principalId: `${role.id}:${sessionName}`,
      userName: `${roleName}:${sessionName}`,
      roleName,
      roleId: role.id,
      sessionName,
      sessionPolicy: undefined,
      since: cloud.now(),
    },
    { action: 'log:PostLogStoreLogs', resource, context: { 'acs:CurrentTime': instant(cloud.now()) } },
  );
  return denial === undefined;
}
