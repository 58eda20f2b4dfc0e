import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { keyOnTheWire, keysOf } from './find-access-key.ts';
import { findUser, userArn, userMeant } from './find-user.ts';
import { UserName } from './names.ts';

export const listAccessKeys = defineOperation({
  action: 'ListAccessKeys',
  parameters: z.object({ UserName: UserName.optional() }),
  resource: (cloud, given, caller) => userArn(cloud, userMeant(given.UserName, caller)),
  perform(cloud, given, caller) {
    const user = findUser(cloud, userMeant(given.UserName, caller));
    const keys = keysOf(cloud, user.name).map((key) => cloud.userKeys.glimpse(key.accessKeyId) ?? key);
    return { AccessKeys: { AccessKey: keys.map(keyOnTheWire) } };
  },
});
