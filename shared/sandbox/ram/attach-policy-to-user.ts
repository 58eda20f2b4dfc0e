import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { attach, namedPolicyArn, PolicyNamed } from './attached.ts';
import { findUser, userArn } from './find-user.ts';
import { UserName } from './names.ts';

export const attachPolicyToUser = defineOperation({
  action: 'AttachPolicyToUser',
  parameters: z.object({ ...PolicyNamed, UserName }),
  resource: (cloud, given) => [userArn(cloud, given.UserName), namedPolicyArn(cloud, given)],
  perform(cloud, given) {
    const user = findUser(cloud, given.UserName);
    cloud.users.set(user.name, { ...user, attached: attach(cloud, user.attached, given, 'User') });
    return {};
  },
});
