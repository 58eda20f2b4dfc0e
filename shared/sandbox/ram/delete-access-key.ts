import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findUserKey } from './find-access-key.ts';
import { userArn, userMeant } from './find-user.ts';
import { UserName } from './names.ts';
import { deleteConflict } from './refusals.ts';

/** Deletes an access key for good. The sandbox has no recycle bin. */
export const deleteAccessKey = defineOperation({
  action: 'DeleteAccessKey',
  parameters: z.object({ UserAccessKeyId: z.string().max(128), UserName: UserName.optional() }),
  resource: (cloud, given, caller) => userArn(cloud, userMeant(given.UserName, caller)),
  perform(cloud, given, caller) {
    const key = findUserKey(cloud, given.UserAccessKeyId, userMeant(given.UserName, caller));
    // The console requires a disabled key. Whether the API does, and with which code, is not documented.
    if (key.status === 'Active' && cloud.switches.deleteActiveKey === 'reject')
      throw deleteConflict('User.AccessKey.Active');
    cloud.userKeys.delete(key.accessKeyId);
    cloud.lastUses.forget(key.accessKeyId);
    return {};
  },
});
