import type { Cloud } from '../cloud.ts';
import type { AccountServer } from './account-server.ts';
import { findRunningInstance } from './find-instance.ts';
import type { RdsInstance } from './instance.ts';
import { openServer } from './open-server.ts';

/** The session of a call on the server of an instance. */
export interface InstanceSession {
  readonly instance: RdsInstance;
  readonly server: AccountServer;
}

/** Does work on the server of a running instance, after all changes there that are due. Throws a Refusal. */
export async function onServer<Result>(
  cloud: Cloud,
  { DBInstanceId: id }: { readonly DBInstanceId: string },
  work: (session: InstanceSession) => Promise<Result>,
): Promise<Result> {
  const instance = findRunningInstance(cloud, id);
  await cloud.rdsChanges.applyUntil(cloud.now());
  await using server = await openServer(instance);
  return await work({ instance, server });
}
