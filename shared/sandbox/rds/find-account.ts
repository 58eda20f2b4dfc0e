import type { Cloud } from '../cloud.ts';
import { accountKey, type RdsAccount } from './account.ts';
import type { InstanceSession } from './on-server.ts';
import { incorrectAccountStatus, missingAccount } from './refusals.ts';

/**
 * Returns the stored state of an account, or undefined for an account that SQL has made. Throws a Refusal if the account
 * is being changed, or if the server has none of that name.
 */
export async function findAccount(
  cloud: Cloud,
  { instance, server }: InstanceSession,
  name: string,
): Promise<RdsAccount | undefined> {
  const key = accountKey(instance.DBInstanceId, name);
  if (cloud.rdsChanges.has(key)) throw incorrectAccountStatus();
  const accounts = await server.accounts();
  if (!accounts.some((one) => one.name === name)) throw missingAccount(cloud.switches);
  return cloud.rdsAccounts.get(key);
}
