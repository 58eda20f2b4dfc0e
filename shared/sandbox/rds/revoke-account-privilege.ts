import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { changeAccount } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { instanceArn } from './find-instance.ts';
import { AccountName, DBInstanceId, DBName } from './names.ts';
import { onServer } from './on-server.ts';
import { incorrectAccountType, missingDatabase } from './refusals.ts';

/** Takes all rights on databases away from an account. It succeeds if the account has none there. */
export const revokeAccountPrivilege = defineOperation({
  action: 'RevokeAccountPrivilege',
  parameters: z.object({ DBInstanceId, AccountName, DBName }),
  resource: instanceArn,
  perform: (cloud, given) =>
    onServer(cloud, given, async (session) => {
      const { AccountName: name, DBName: databases } = given;
      const account = await findAccount(cloud, session, name);
      if (account?.type === 'Super') throw incorrectAccountType();
      const known = await session.server.databases();
      if (databases.some((one) => !known.includes(one))) throw missingDatabase();
      await changeAccount(cloud, session, { name, kind: 'Update' }, async (server) => {
        for (const database of databases) await server.revoke(name, database);
      });
      return {};
    }),
});
