import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { changeAccount } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { instanceArn } from './find-instance.ts';
import { AccountName, DBInstanceId, DBName } from './names.ts';
import { onServer } from './on-server.ts';
import { modesOf } from './privileges.ts';
import {
  incorrectAccountType,
  malformedPrivilege,
  missingDatabase,
  unmatchedPrivileges,
} from './refusals.ts';

/**
 * Gives an account one mode on each of several databases, in place of what it had there. A privileged account has all
 * rights, and gets none.
 */
export const grantAccountPrivilege = defineOperation({
  action: 'GrantAccountPrivilege',
  parameters: z.object({ DBInstanceId, AccountName, DBName, AccountPrivilege: z.string() }),
  resource: instanceArn,
  perform: (cloud, given) =>
    onServer(cloud, given, async (session) => {
      const { AccountName: name, DBName: databases } = given;
      const privileges = given.AccountPrivilege.split(',');
      if (privileges.some((one) => !modesOf(session.instance).includes(one))) throw malformedPrivilege();
      if (privileges.length !== databases.length || new Set(databases).size !== databases.length)
        throw unmatchedPrivileges();
      const account = await findAccount(cloud, session, name);
      if (account?.type === 'Super') throw incorrectAccountType();
      const known = await session.server.databases();
      if (databases.some((one) => !known.includes(one))) throw missingDatabase();
      await changeAccount(cloud, session, { name, kind: 'Update' }, async (server) => {
        for (const [at, database] of databases.entries())
          await server.grant(name, database, privileges[at] ?? '');
      });
      return {};
    }),
});
