import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findRole, roleArn, roleOnTheWire } from './find-role.ts';
import { RoleName } from './names.ts';

export const getRole = defineOperation({
  action: 'GetRole',
  parameters: z.object({ RoleName }),
  resource: (cloud, { RoleName }) => roleArn(cloud, RoleName),
  perform(cloud, { RoleName }) {
    const role = findRole(cloud, RoleName);
    return { Role: { ...roleOnTheWire(cloud, role), AssumeRolePolicyDocument: role.trust } };
  },
});
