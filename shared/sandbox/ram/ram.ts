import type { Service } from '../operation.ts';
import { attachPolicyToRole } from './attach-policy-to-role.ts';
import { attachPolicyToUser } from './attach-policy-to-user.ts';
import { createAccessKey } from './create-access-key.ts';
import { createPolicy } from './create-policy.ts';
import { createPolicyVersion } from './create-policy-version.ts';
import { createRole } from './create-role.ts';
import { createUser } from './create-user.ts';
import { deleteAccessKey } from './delete-access-key.ts';
import { deletePolicy } from './delete-policy.ts';
import { deleteRole } from './delete-role.ts';
import { deleteUser } from './delete-user.ts';
import { detachPolicyFromRole } from './detach-policy-from-role.ts';
import { detachPolicyFromUser } from './detach-policy-from-user.ts';
import { getAccessKeyLastUsed } from './get-access-key-last-used.ts';
import { getPolicy } from './get-policy.ts';
import { getRole } from './get-role.ts';
import { getUser } from './get-user.ts';
import { listAccessKeys } from './list-access-keys.ts';
import { listPolicies } from './list-policies.ts';
import { listPoliciesForRole } from './list-policies-for-role.ts';
import { listPoliciesForUser } from './list-policies-for-user.ts';
import { listRoles } from './list-roles.ts';
import { listUsers } from './list-users.ts';
import { updateAccessKey } from './update-access-key.ts';
import { updateRole } from './update-role.ts';

/** RAM: users, their keys, roles and policies. Its operations are listed for the same reason as those of KMS. */
export const ram: Service = {
  name: 'Ram',
  prefix: 'ram',
  version: '2015-05-01',
  denial: 'NoPermission',
  operations: [
    attachPolicyToRole,
    attachPolicyToUser,
    createAccessKey,
    createPolicyVersion,
    createPolicy,
    createRole,
    createUser,
    deleteAccessKey,
    deletePolicy,
    deleteRole,
    deleteUser,
    detachPolicyFromRole,
    detachPolicyFromUser,
    getAccessKeyLastUsed,
    getPolicy,
    getRole,
    getUser,
    listAccessKeys,
    listPoliciesForRole,
    listPoliciesForUser,
    listPolicies,
    listRoles,
    listUsers,
    updateAccessKey,
    updateRole,
  ],
};
