import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { detach, namedPolicyArn, PolicyNamed } from './attached.ts';
import { findUser, userArn } from './find-user.ts';
import { UserName } from './names.ts';

export const detachPolicyFromUser = defineOperation({
  action: 'DetachPolicyFromUser',
  parameters: z.object({ ...PolicyNamed, UserName }),
  resource: (cloud, given) => [userArn(cloud, given.UserName), namedPolicyArn(cloud, given)],
  perform(cloud, given) {
    const user = findUser(cloud, given.UserName);
    cloud.users.set(user.name, { ...user, attached: detach(user.attached, given, 'User') });
    return {};
  },
});
