import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import type { Attachment, PolicyType } from './attachment.ts';
import type { Policy, PolicyVersion } from './policy.ts';
import { notExist } from './refusals.ts';
import { systemPolicies } from './system-policies.ts';

/** Returns the ARN of a policy. System policies belong to no account. */
export const policyArn = (cloud: Cloud, type: PolicyType, name: string) =>
  `acs:ram::${type === 'System' ? 'system' : cloud.accountId}:policy/${name}`;

/** Returns the ARN for operations on no particular policy. */
export const allPoliciesArn = (cloud: Cloud) => policyArn(cloud, 'Custom', '*');

export function findPolicy(cloud: Cloud, type: PolicyType, name: string): Policy {
  const policy = type === 'System' ? systemPolicies.get(name) : cloud.policies.get(name);
  if (policy === undefined) throw notExist('Policy');
  return policy;
}

export function defaultVersionOf(policy: Policy): PolicyVersion {
  const version = policy.versions.find(({ id }) => id === policy.defaultVersion);
  if (version === undefined) throw new Error(`policy ${policy.name} has lost its default version`);
  return version;
}

/** Returns how many users and roles have the policy. */
export function attachmentsOf(cloud: Cloud, type: PolicyType, name: string) {
  const has = ({ attached }: { readonly attached: readonly Attachment[] }) =>
    attached.some((one) => one.type === type && one.name === name);
  return { users: cloud.users.all().filter(has).length, roles: cloud.roles.all().filter(has).length };
}

export function policyOnTheWire(cloud: Cloud, type: PolicyType, policy: Policy) {
  const { users, roles } = attachmentsOf(cloud, type, policy.name);
  return {
    PolicyName: policy.name,
    PolicyType: type,
    Description: policy.description,
    DefaultVersion: policy.defaultVersion,
    AttachmentCount: users + roles,
    CreateDate: instant(policy.createdAt),
    UpdateDate: instant(policy.updatedAt),
  };
}

export const versionOnTheWire = (policy: Policy, version: PolicyVersion) => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersion,
  PolicyDocument: version.document,
  CreateDate: instant(version.createdAt),
});
