import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { allUsersArn, userOnTheWire } from './find-user.ts';
import { page, paging } from './paging.ts';

export const listUsers = defineOperation({
  action: 'ListUsers',
  parameters: z.object(paging),
  resource: allUsersArn,
  perform(cloud, given) {
    const { shown, fields } = page(cloud.users.all(), given);
    return { ...fields, Users: { User: shown.map(userOnTheWire) } };
  },
});
