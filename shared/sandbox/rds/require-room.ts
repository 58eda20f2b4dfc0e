import type { Cloud } from '../cloud.ts';
import { type AccountType, accountKey } from './account.ts';
import { accountsInChange } from './accounts-in-change.ts';
import type { InstanceSession } from './on-server.ts';
import { accountLimitExceeded, duplicateAccount } from './refusals.ts';

/**
 * Throws a Refusal if an instance has no room for another account: the name is taken, or there is a privileged account
 * already. PostgreSQL has several of those. On MySQL the names of a privileged account and of another one differ in more
 * than their case. Source: RDS, CreateAccount; the code for a second privileged account is inferred.
 */
export async function requireRoom(
  cloud: Cloud,
  { instance, server }: InstanceSession,
  { name, type }: { readonly name: string; readonly type: AccountType },
): Promise<void> {
  const id = instance.DBInstanceId;
  const others = [...(await server.accounts()), ...accountsInChange(cloud, id)].map((one) => one.name);
  const isSuper = (other: string) => cloud.rdsAccounts.get(accountKey(id, other))?.type === 'Super';
  const isAlike = (other: string) =>
    instance.Engine === 'MySQL' &&
    other.toLowerCase() === name.toLowerCase() &&
    (type === 'Super' || isSuper(other));
  if (others.some((other) => other === name || isAlike(other))) throw duplicateAccount();
  if (type === 'Super' && instance.Engine !== 'PostgreSQL' && others.some(isSuper))
    throw accountLimitExceeded();
}
