import type { Cloud } from '../cloud.ts';
import { accountKey, type RdsAccount } from './account.ts';

/** Returns the accounts of an instance that are being changed. One that is not on its server yet is being created. */
export const accountsInChange = (cloud: Cloud, id: string): readonly RdsAccount[] =>
  cloud.rdsAccounts
    .all()
    .filter(({ instanceId, name }) => instanceId === id && cloud.rdsChanges.has(accountKey(id, name)));
