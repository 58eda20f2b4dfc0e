import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import { defineOperation } from '../operation.ts';
import { changeAccount } from './change-account.ts';
import { findAccount } from './find-account.ts';
import { instanceArn } from './find-instance.ts';
import { AccountName, AccountPassword, DBInstanceId } from './names.ts';
import { onServer } from './on-server.ts';
import { incorrectAccountType, missingAccount } from './refusals.ts';

/** Sets the password of an account, of either type. It may be the one that the account has. */
export const resetAccountPassword = defineOperation({
  action: 'ResetAccountPassword',
  parameters: z.object({ DBInstanceId, AccountName, AccountPassword }),
  confidential: ['AccountPassword'],
  resource: instanceArn,
  perform: (cloud, given) =>
    onServer(cloud, given, async (session) => {
      const { switches } = cloud;
      const name = given.AccountName;
      const account = await findAccount(cloud, session, name);
      const madeBySql = account === undefined && session.instance.Engine === 'PostgreSQL';
      if (madeBySql && switches.rdsResetOfSqlAccount !== 'allow')
        throw switches.rdsResetOfSqlAccount === 'IncorrectAccountType'
          ? incorrectAccountType()
          : missingAccount(switches);
      const password = new Sensitive(given.AccountPassword);
      await changeAccount(cloud, session, { name, kind: 'Update' }, (server) =>
        server.reset(name, password, {
          secondPassword: switches.rdsResetSecondPassword,
          sessions: switches.rdsResetSessions,
        }),
      );
      return {};
    }),
});
