import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { allRolesArn, roleOnTheWire } from './find-role.ts';
import { page, paging } from './paging.ts';

/** Lists roles, without saying whom they trust. */
export const listRoles = defineOperation({
  action: 'ListRoles',
  parameters: z.object(paging),
  resource: allRolesArn,
  perform(cloud, given) {
    const { shown, fields } = page(cloud.roles.all(), given);
    return { ...fields, Roles: { Role: shown.map((role) => roleOnTheWire(cloud, role)) } };
  },
});
