import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import { coded } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { AccountType, accountKey } from './account.ts';
import { changeAccount } from './change-account.ts';
import { instanceArn } from './find-instance.ts';
import { AccountDescription, AccountPassword, DBInstanceId, requireAccountName } from './names.ts';
import { onServer } from './on-server.ts';
import { requireRoom } from './require-room.ts';

const Type = z
  .string()
  .refine((text) => AccountType.safeParse(text).success, coded('InvalidAccountType.Format', 'it is no type'))
  .pipe(AccountType)
  .default('Normal');

/**
 * Creates an account without rights, or a privileged one. The order of the checks is not documented; here it is
 * instance, name, duplicate, number of privileged accounts.
 */
export const createAccount = defineOperation({
  action: 'CreateAccount',
  parameters: z.object({
    DBInstanceId,
    AccountName: z.string(),
    AccountPassword,
    AccountType: Type,
    AccountDescription: AccountDescription.optional(),
  }),
  confidential: ['AccountPassword'],
  resource: instanceArn,
  perform: (cloud, given) =>
    onServer(cloud, given, async (session) => {
      const { DBInstanceId: instanceId, AccountName: name, AccountType: type } = given;
      requireAccountName(name, session.instance);
      await requireRoom(cloud, session, { name, type });
      const key = accountKey(instanceId, name);
      const password = new Sensitive(given.AccountPassword);
      await changeAccount(cloud, session, { name, kind: 'Add' }, async (server) => {
        try {
          await server.create(name, password, type);
        } catch (error) {
          cloud.rdsAccounts.delete(key);
          throw error;
        }
      });
      const description = given.AccountDescription ?? '';
      cloud.rdsAccounts.set(key, { instanceId, name, type, description, createdAt: cloud.now() });
      return {};
    }),
});
