import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import { defineOperation } from '../operation.ts';
import { findUserKey, lastUseOf } from './find-access-key.ts';
import { userArn, userMeant } from './find-user.ts';
import { UserName } from './names.ts';

export const getAccessKeyLastUsed = defineOperation({
  action: 'GetAccessKeyLastUsed',
  parameters: z.object({ UserAccessKeyId: z.string().max(128), UserName: UserName.optional() }),
  resource: (cloud, given, caller) => userArn(cloud, userMeant(given.UserName, caller)),
  perform(cloud, given, caller) {
    const key = findUserKey(cloud, given.UserAccessKeyId, userMeant(given.UserName, caller));
    const used = lastUseOf(cloud, key);
    const never = cloud.switches.neverUsed === 'empty' ? '' : undefined;
    return { AccessKeyLastUsed: { LastUsedDate: used === undefined ? never : instant(used) } };
  },
});
