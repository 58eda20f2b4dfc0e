import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { attachmentsOf, findPolicy, policyArn } from './find-policy.ts';
import { PolicyName } from './names.ts';
import { deleteConflict } from './refusals.ts';

/**
 * Deletes a policy. Throws a Refusal while a user or a role has it. Without CascadingDelete, the policy may have only
 * its default version.
 */
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
