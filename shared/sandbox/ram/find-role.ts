import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { notExist } from './refusals.ts';
import type { Role } from './role.ts';

export const roleArn = (cloud: Cloud, name: string) => `acs:ram::${cloud.accountId}:role/${name}`;

/** Returns the ARN for operations on no particular role. */
export const allRolesArn = (cloud: Cloud) => roleArn(cloud, '*');

export function findRole(cloud: Cloud, name: string): Role {
  const role = cloud.roles.get(name);
  if (role === undefined) throw notExist('Role');
  return role;
}

export const roleOnTheWire = (cloud: Cloud, role: Role) => ({
  RoleId: role.id,
  RoleName: role.name,
  Arn: roleArn(cloud, role.name),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
  CreateDate: instant(role.createdAt),
  UpdateDate: instant(role.updatedAt ?? role.createdAt),
});
