import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import type { Identity } from '../identity.ts';
import { type Answer, defineOperation } from '../operation.ts';
import { userArn } from '../ram/find-user.ts';

/** Returns the identity of the caller. It needs no permission: everybody who has a key may ask whose it is. */
export const getCallerIdentity = defineOperation({
  action: 'GetCallerIdentity',
  parameters: z.object({}),
  resource: () => [],
  perform: (cloud, _, { identity }) => ({
    AccountId: identity.accountId,
    PrincipalId: identity.principalId,
    ...described(cloud, identity),
  }),
});

function described(cloud: Cloud, identity: Identity): Answer {
  const { accountId } = cloud;
  switch (identity.type) {
    case 'root-account':
      return { IdentityType: 'Account', Arn: `acs:ram::${accountId}:root` };
    case 'ram-user':
      return {
        IdentityType: 'RAMUser',
        UserId: identity.principalId,
        Arn: userArn(cloud, identity.userName),
      };
    case 'assumed-role':
      return {
        IdentityType: 'AssumedRoleUser',
        RoleId: identity.roleId,
        Arn: `acs:ram::${accountId}:assumed-role/${identity.roleName}/${identity.sessionName}`,
      };
    default:
      return identity satisfies never;
  }
}
