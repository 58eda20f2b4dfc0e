import * as z from 'zod';
import { random } from '../runtime/random.ts';
import { Sensitive } from '../runtime/sensitive.ts';
import type { Collection } from './documents.ts';
import type { Vault } from './vault.ts';

/** The account and the key pair of its root. Both are created once. */
export const Account = z.object({
  accountId: z.string(),
  regionId: z.string(),
  accessKeyId: z.string(),
  dataKey: z.string(),
  sealedSecret: z.string(),
});
export type Account = z.output<typeof Account>;

const onlyKey = 'account';
const place = 'access key secret';

export interface RootKey {
  readonly account: Account;
  readonly accessKeySecret: string;
}

/** Returns the stored account, or creates one. Throws an Error if the stored account belongs to another region. */
export function openAccount(
  accounts: Collection<Account>,
  vault: Vault,
  regionId: string | undefined,
): RootKey {
  const account = accounts.get(onlyKey) ?? newAccount(accounts, vault, regionId ?? 'cn-hangzhou');
  if (regionId !== undefined && regionId !== account.regionId)
    throw new Error(`the kept sandbox is of region ${account.regionId}, not ${regionId}`);
  const secret = vault.open(account.dataKey, account.sealedSecret, account.accountId, place);
  return { account, accessKeySecret: secret.reveal() };
}

function newAccount(accounts: Collection<Account>, vault: Vault, regionId: string): Account {
  const accountId = `1${random.text(15, '0123456789')}`;
  const dataKey = vault.newDataKey(accountId);
  const account = {
    accountId,
    regionId,
    accessKeyId: `LTAI5t${random.text(18)}`,
    dataKey,
    sealedSecret: vault.seal(dataKey, new Sensitive(random.text(30)), accountId, place),
  };
  accounts.set(onlyKey, account);
  return account;
}
