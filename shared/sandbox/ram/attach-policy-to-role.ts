import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { attach, namedPolicyArn, PolicyNamed } from './attached.ts';
import { findRole, roleArn } from './find-role.ts';
import { RoleName } from './names.ts';

export const attachPolicyToRole = defineOperation({
  action: 'AttachPolicyToRole',
  parameters: z.object({ ...PolicyNamed, RoleName }),
  resource: (cloud, given) => [roleArn(cloud, given.RoleName), namedPolicyArn(cloud, given)],
  perform(cloud, given) {
    const role = findRole(cloud, given.RoleName);
    cloud.roles.set(role.name, { ...role, attached: attach(cloud, role.attached, given, 'Role') });
    return {};
  },
});
