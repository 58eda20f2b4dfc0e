import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../operation.ts';
import { missingParameter } from '../refusal.ts';
import { notExist } from './refusals.ts';
import type { User } from './user.ts';

/** RAM is of no region, so that part of its ARNs is empty. */
export const userArn = (cloud: Cloud, name: string) => `acs:ram::${cloud.accountId}:user/${name}`;

/** What is about no user in particular. */
export const allUsersArn = (cloud: Cloud) => userArn(cloud, '*');

export function findUser(cloud: Cloud, name: string): User {
  const user = cloud.users.get(name);
  if (user === undefined) throw notExist('User');
  return user;
}

/** The user named, or the one who calls. Only a user is one: the account and a role must name whom they mean. */
export function userMeant(name: string | undefined, { identity }: Caller): string {
  if (name !== undefined) return name;
  if (identity.type === 'ram-user') return identity.userName;
  throw missingParameter('UserName');
}

export const userOnTheWire = (user: User) => ({
  UserId: user.id,
  UserName: user.name,
  DisplayName: user.displayName,
  MobilePhone: user.mobilePhone,
  Email: user.email,
  Comments: user.comments,
  CreateDate: instant(user.createdAt),
  UpdateDate: instant(user.createdAt),
});
