import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { attachedOnTheWire } from './attached.ts';
import { findRole, roleArn } from './find-role.ts';
import { RoleName } from './names.ts';

export const listPoliciesForRole = defineOperation({
  action: 'ListPoliciesForRole',
  parameters: z.object({ RoleName }),
  resource: (cloud, given) => roleArn(cloud, given.RoleName),
  perform: (cloud, given) => attachedOnTheWire(cloud, findRole(cloud, given.RoleName).attached),
});
