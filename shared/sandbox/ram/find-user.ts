import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../operation.ts';
import { missingParameter } from '../refusal.ts';
import { notExist } from './refusals.ts';
import type { User } from './user.ts';

/** Returns the ARN of a user. RAM has no region, so that part of its ARNs is empty. */
export const userArn = (cloud: Cloud, name: string) => `acs:ram::${cloud.accountId}:user/${name}`;

/** Returns the ARN for operations on no particular user. */
export const allUsersArn = (cloud: Cloud) => userArn(cloud, '*');

export function findUser(cloud: Cloud, name: string): User {
  const user = cloud.users.get(name);
  if (user === undefined) throw notExist('User');
  return user;
}

/**
 * Returns the name of the named user, or of the user who calls. The account and a role must name a user; otherwise this
 * throws a Refusal.
 */
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
