import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { attachmentsOf, findPolicy, policyArn } from './find-policy.ts';
import { PolicyName } from './names.ts';
import { deleteConflict } from './refusals.ts';

/** Refused while anyone has it, and, unless told otherwise, while it has more than its default version. */
export const deletePolicy = defineOperation({
  action: 'DeletePolicy',
  parameters: z.object({ PolicyName, CascadingDelete: Flag.default(false) }),
  resource: (cloud, { PolicyName }) => policyArn(cloud, 'Custom', PolicyName),
  perform(cloud, { PolicyName, CascadingDelete }) {
    const policy = findPolicy(cloud, 'Custom', PolicyName);
    const { users, roles } = attachmentsOf(cloud, 'Custom', policy.name);
    if (users > 0) throw deleteConflict('Policy.User');
    if (roles > 0) throw deleteConflict('Policy.Role');
    if (policy.versions.length > 1 && !CascadingDelete) throw deleteConflict('Policy.Version');
    cloud.policies.delete(policy.name);
    return {};
  },
});
