import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findUserKey } from './find-access-key.ts';
import { userArn, userMeant } from './find-user.ts';
import { UserName } from './names.ts';

/** Changes the status of a key. It takes effect at once. A status that the key already has is not an error. */
export const updateAccessKey = defineOperation({
  action: 'UpdateAccessKey',
  parameters: z.object({
    UserAccessKeyId: z.string().max(128),
    Status: z.enum(['Active', 'Inactive'], 'it is neither Active nor Inactive'),
    UserName: UserName.optional(),
  }),
  resource: (cloud, given, caller) => userArn(cloud, userMeant(given.UserName, caller)),
  perform(cloud, given, caller) {
    const key = findUserKey(cloud, given.UserAccessKeyId, userMeant(given.UserName, caller));
    cloud.userKeys.set(key.accessKeyId, { ...key, status: given.Status });
    return {};
  },
});
