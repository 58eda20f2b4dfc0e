import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findUser, userArn, userOnTheWire } from './find-user.ts';
import { UserName } from './names.ts';

export const getUser = defineOperation({
  action: 'GetUser',
  parameters: z.object({ UserName }),
  resource: (cloud, { UserName }) => userArn(cloud, UserName),
  perform: (cloud, { UserName }) => ({ User: userOnTheWire(findUser(cloud, UserName)) }),
});
