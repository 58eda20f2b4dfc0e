import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findRole, roleArn } from './find-role.ts';
import { RoleName } from './names.ts';
import { deleteConflict } from './refusals.ts';

/** Deletes a role, and thereby ends its sessions. */
export const deleteRole = defineOperation({
  action: 'DeleteRole',
  parameters: z.object({ RoleName }),
  resource: (cloud, { RoleName }) => roleArn(cloud, RoleName),
  perform(cloud, { RoleName }) {
    const role = findRole(cloud, RoleName);
    if (role.attached.length > 0) throw deleteConflict('Role.Policy');
    cloud.roles.delete(role.name);
    return {};
  },
});
