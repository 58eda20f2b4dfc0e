import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { accountKey } from './account.ts';
import { changeAccount } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { instanceArn } from './find-instance.ts';
import { AccountName, DBInstanceId } from './names.ts';
import { onServer } from './on-server.ts';

/**
 * Deletes an account. PostgreSQL refuses to while the account owns something or has rights on it, as the page of the
 * operation says; the code of that refusal is inferred.
 */
export const deleteAccount = defineOperation({
  action: 'DeleteAccount',
  parameters: z.object({ DBInstanceId, AccountName }),
  resource: instanceArn,
  perform: (cloud, given) =>
    onServer(cloud, given, async (session) => {
      const name = given.AccountName;
      await findAccount(cloud, session, name);
      await changeAccount(cloud, session, { name, kind: 'Delete' }, async (server) => {
        await server.drop(name);
        cloud.rdsAccounts.delete(accountKey(session.instance.DBInstanceId, name));
      });
      return {};
    }),
});
