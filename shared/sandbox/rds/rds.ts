import type { Service } from '../operation.ts';
import { createAccount } from './create-account.ts';
import { deleteAccount } from './delete-account.ts';
import { describeAccounts } from './describe-accounts.ts';
import { describeDbInstanceAttribute } from './describe-dbinstance-attribute.ts';
import { describeDbInstanceNetInfo } from './describe-dbinstance-net-info.ts';
import { grantAccountPrivilege } from './grant-account-privilege.ts';
import { resetAccountPassword } from './reset-account-password.ts';
import { revokeAccountPrivilege } from './revoke-account-privilege.ts';

/** ApsaraDB RDS: the accounts of instances that are real database servers. */
export const rds: Service = {
  name: 'Rds',
  prefix: 'rds',
  version: '2014-08-15',
  denial: 'Forbidden.RAM',
  operations: [
    createAccount,
    deleteAccount,
    describeAccounts,
    describeDbInstanceAttribute,
    describeDbInstanceNetInfo,
    grantAccountPrivilege,
    resetAccountPassword,
    revokeAccountPrivilege,
  ],
};
