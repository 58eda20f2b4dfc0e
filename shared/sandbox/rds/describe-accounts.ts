import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { wholeNumber } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { accountKey } from './account.ts';
import type { ServerAccount } from './account-server.ts';
import { accountsInChange } from './accounts-in-change.ts';
import { instanceArn } from './find-instance.ts';
import { AccountName, DBInstanceId } from './names.ts';
import { type InstanceSession, onServer } from './on-server.ts';
import { missingAccount } from './refusals.ts';

/** Lists the accounts of an instance by name, with the rights that they have on the server at this moment. */
export const describeAccounts = defineOperation({
  action: 'DescribeAccounts',
  parameters: z.object({
    DBInstanceId,
    AccountName: AccountName.optional(),
    PageNumber: wholeNumber(1, 999_999_999).default(1),
    PageSize: wholeNumber(30, 200).default(30),
  }),
  resource: instanceArn,
  perform: (cloud, given) =>
    onServer(cloud, given, async (session) => {
      const { AccountName: name, PageNumber: page, PageSize: size } = given;
      const all = await listedAccounts(cloud, session);
      const found = all.filter((one) => name === undefined || one.name === name);
      if (name !== undefined && found.length === 0 && cloud.switches.rdsDescribeMissing === 'refused')
        throw missingAccount(cloud.switches);
      const shown = found.slice((page - 1) * size, page * size);
      return {
        Accounts: { DBInstanceAccount: shown.map((one) => onTheWire(cloud, session, one)) },
        PageNumber: page,
        TotalRecordCount: found.length,
      };
    }),
});

async function listedAccounts(cloud: Cloud, { instance, server }: InstanceSession) {
  const id = instance.DBInstanceId;
  const present = await server.accounts();
  const listed = present.filter(
    ({ name }) => cloud.switches.rdsSqlAccounts === 'listed' || cloud.rdsAccounts.get(accountKey(id, name)),
  );
  const coming = accountsInChange(cloud, id)
    .filter(({ name }) => !present.some((one) => one.name === name))
    .map(({ name }): ServerAccount => ({ name, privileges: [], attributes: {} }));
  return [...listed, ...coming].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function onTheWire(
  cloud: Cloud,
  { instance }: InstanceSession,
  { name, privileges, attributes }: ServerAccount,
) {
  const key = accountKey(instance.DBInstanceId, name);
  const stored = cloud.rdsAccounts.get(key);
  return {
    DBInstanceId: instance.DBInstanceId,
    AccountName: name,
    AccountStatus: cloud.rdsChanges.has(key) ? cloud.switches.rdsStatusDuringChange : 'Available',
    AccountType: stored?.type ?? 'Normal',
    AccountDescription: stored?.description ?? '',
    PrivExceeded: '0',
    DatabasePrivileges: {
      DatabasePrivilege: privileges.map(({ database, mode, detail }) => ({
        DBName: database,
        AccountPrivilege: mode,
        AccountPrivilegeDetail: detail,
      })),
    },
    ...attributes,
  };
}
