import rds from '@alicloud/rds20140815';
import { createAccount } from '../../../../shared/alibaba/rds/create-account.ts';
import { describeAccount } from '../../../../shared/alibaba/rds/describe-account.ts';
import { describeDbInstanceAttribute } from '../../../../shared/alibaba/rds/describe-db-instance-attribute.ts';
import { describeDbInstanceNetInfo } from '../../../../shared/alibaba/rds/describe-db-instance-net-info.ts';
import { grantAccountPrivilege } from '../../../../shared/alibaba/rds/grant-account-privilege.ts';
import { openRds } from '../../../../shared/alibaba/rds/open.ts';
import { resetAccountPassword } from '../../../../shared/alibaba/rds/reset-account-password.ts';
import { revokeAccountPrivilege } from '../../../../shared/alibaba/rds/revoke-account-privilege.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { officialConfig } from '../../../support/sandbox/calls.ts';
import { openedBy } from './openings.ts';
import type { Pair } from './pair.ts';

const signal = new AbortController().signal;
const DBInstanceId = 'rm-shop';
const account = { DBInstanceId, accountName: 'app' };
const password = { accountPassword: 'First-1+%&' };

const ofRds = (
  action: string,
  ours: (opened: ReturnType<typeof openRds>) => Promise<unknown>,
  official: (client: rds.default) => Promise<unknown>,
): Pair => ({
  service: 'rds',
  action,
  ours: (address) => ours(openedBy(openRds, address)),
  official: (address) => official(new rds.default(officialConfig(address))),
});

export const rdsCalls: readonly Pair[] = [
  ofRds(
    'CreateAccount',
    (ours) =>
      createAccount(
        ours,
        { DBInstanceId, AccountName: 'app', AccountDescription: 'second-of-app' },
        new Sensitive(password.accountPassword),
        signal,
      ),
    (client) =>
      client.createAccount(
        new rds.CreateAccountRequest({
          ...account,
          ...password,
          accountDescription: 'second-of-app',
          accountType: 'Normal',
        }),
      ),
  ),
  ofRds(
    'DescribeAccounts',
    (ours) => describeAccount(ours, DBInstanceId, 'app', signal),
    (client) => client.describeAccounts(new rds.DescribeAccountsRequest(account)),
  ),
  ofRds(
    'DescribeDBInstanceAttribute',
    (ours) => describeDbInstanceAttribute(ours, DBInstanceId, signal),
    (client) =>
      client.describeDBInstanceAttribute(new rds.DescribeDBInstanceAttributeRequest({ DBInstanceId })),
  ),
  ofRds(
    'DescribeDBInstanceNetInfo',
    (ours) => describeDbInstanceNetInfo(ours, DBInstanceId, signal),
    (client) => client.describeDBInstanceNetInfo(new rds.DescribeDBInstanceNetInfoRequest({ DBInstanceId })),
  ),
  ofRds(
    'GrantAccountPrivilege',
    (ours) =>
      grantAccountPrivilege(
        ours,
        DBInstanceId,
        'app',
        new Map([
          ['shop', 'ReadWrite'],
          ['crm', 'ReadOnly'],
        ]),
        signal,
      ),
    (client) =>
      client.grantAccountPrivilege(
        new rds.GrantAccountPrivilegeRequest({
          ...account,
          DBName: 'shop,crm',
          accountPrivilege: 'ReadWrite,ReadOnly',
        }),
      ),
  ),
  ofRds(
    'ResetAccountPassword',
    (ours) =>
      resetAccountPassword(ours, DBInstanceId, 'app', new Sensitive(password.accountPassword), signal),
    (client) => client.resetAccountPassword(new rds.ResetAccountPasswordRequest({ ...account, ...password })),
  ),
  ofRds(
    'RevokeAccountPrivilege',
    (ours) => revokeAccountPrivilege(ours, DBInstanceId, 'app', ['shop', 'crm'], signal),
    (client) =>
      client.revokeAccountPrivilege(
        new rds.RevokeAccountPrivilegeRequest({ ...account, DBName: 'shop,crm' }),
      ),
  ),
];
