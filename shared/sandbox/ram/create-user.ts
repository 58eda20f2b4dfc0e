import * as z from 'zod';
import { coded } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { newEntityId } from './entity-id.ts';
import { allUsersArn, userOnTheWire } from './find-user.ts';
import { UserName } from './names.ts';
import { alreadyExists } from './refusals.ts';

const Comments = z
  .string()
  .refine(
    (text) => text.length <= 128,
    coded('InvalidParameter.Comments.Length', 'it has more than 128 characters'),
  );

export const createUser = defineOperation({
  action: 'CreateUser',
  parameters: z.object({
    UserName,
    DisplayName: z.string().max(128).optional(),
    MobilePhone: z.string().max(32).optional(),
    Email: z.string().max(256).optional(),
    Comments: Comments.optional(),
  }),
  resource: allUsersArn,
  perform(cloud, given) {
    if (cloud.users.get(given.UserName)) throw alreadyExists('User');
    const user = {
      name: given.UserName,
      id: newEntityId(),
      displayName: given.DisplayName,
      mobilePhone: given.MobilePhone,
      email: given.Email,
      comments: given.Comments,
      createdAt: cloud.now(),
      attached: [],
    };
    cloud.users.set(user.name, user);
    return { User: userOnTheWire(user) };
  },
});
