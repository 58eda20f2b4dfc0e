import * as z from 'zod';
import type { CloudService } from '../service.ts';

/** An account as RDS lists it. A status or a right that is not documented is kept as it is. */
const ListedAccount = z.object({
  AccountName: z.string(),
  AccountStatus: z.string(),
  AccountType: z.string(),
  AccountDescription: z.string().nullish(),
  DatabasePrivileges: z
    .object({
      DatabasePrivilege: z.array(z.object({ DBName: z.string(), AccountPrivilege: z.string() })).default([]),
    })
    .nullish(),
});
export type ListedAccount = z.output<typeof ListedAccount>;

const Answer = z.object({ Accounts: z.object({ DBInstanceAccount: z.array(ListedAccount).default([]) }) });

/** Returns the account of this name, or undefined if RDS lists none. Source: RDS DescribeAccounts. */
export async function describeAccount(
  rds: CloudService,
  DBInstanceId: string,
  AccountName: string,
  signal: AbortSignal,
): Promise<ListedAccount | undefined> {
  const { Accounts } = await rds.ask('DescribeAccounts', Answer, { DBInstanceId, AccountName }, signal);
  return Accounts.DBInstanceAccount.find((account) => account.AccountName === AccountName);
}
