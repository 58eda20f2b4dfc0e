import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { detach, namedPolicyArn, PolicyNamed } from './attached.ts';
import { findRole, roleArn } from './find-role.ts';
import { RoleName } from './names.ts';

export const detachPolicyFromRole = defineOperation({
  action: 'DetachPolicyFromRole',
  parameters: z.object({ ...PolicyNamed, RoleName }),
  resource: (cloud, given) => [roleArn(cloud, given.RoleName), namedPolicyArn(cloud, given)],
  perform(cloud, given) {
    const role = findRole(cloud, given.RoleName);
    cloud.roles.set(role.name, { ...role, attached: detach(role.attached, given, 'Role') });
    return {};
  },
});
