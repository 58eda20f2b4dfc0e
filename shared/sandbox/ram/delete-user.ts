import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { keysOf } from './find-access-key.ts';
import { findUser, userArn } from './find-user.ts';
import { UserName } from './names.ts';
import { deleteConflict } from './refusals.ts';

/** Deletes a user. Throws a Refusal while the user has a policy or a key, even an inactive one. */
export const deleteUser = defineOperation({
  action: 'DeleteUser',
  parameters: z.object({ UserName }),
  resource: (cloud, { UserName }) => userArn(cloud, UserName),
  perform(cloud, { UserName }) {
    const user = findUser(cloud, UserName);
    if (keysOf(cloud, user.name).length > 0) throw deleteConflict('User.AccessKey');
    if (user.attached.length > 0) throw deleteConflict('User.Policy');
    cloud.users.delete(user.name);
    return {};
  },
});
