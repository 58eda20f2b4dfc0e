import type { Cloud } from '../cloud.ts';
import type { RdsInstance } from './instance.ts';
import { incorrectInstanceState, incorrectLockMode, missingInstance } from './refusals.ts';

/** Returns the ARN that a policy names for an instance, and for the accounts in it. */
export const instanceArn = (cloud: Cloud, { DBInstanceId: id }: { readonly DBInstanceId: string }) =>
  `acs:rds:${cloud.regionId}:${cloud.accountId}:dbinstance/${id}`;

export function findInstance({ rdsInstances, switches }: Cloud, id: string): RdsInstance {
  const instance = rdsInstances.get(id);
  if (instance === undefined) throw missingInstance(switches);
  return instance;
}

/** Returns an instance that runs. Throws a Refusal for any other state, and for a lock. */
export function findRunningInstance(cloud: Cloud, id: string): RdsInstance {
  const instance = findInstance(cloud, id);
  if (instance.DBInstanceStatus !== 'Running') throw incorrectInstanceState();
  if (instance.LockMode !== 'Unlock') throw incorrectLockMode();
  return instance;
}
