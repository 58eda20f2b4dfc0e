import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { attachedOnTheWire } from './attached.ts';
import { findUser, userArn } from './find-user.ts';
import { UserName } from './names.ts';

export const listPoliciesForUser = defineOperation({
  action: 'ListPoliciesForUser',
  parameters: z.object({ UserName }),
  resource: (cloud, given) => userArn(cloud, given.UserName),
  perform: (cloud, given) => attachedOnTheWire(cloud, findUser(cloud, given.UserName).attached),
});
