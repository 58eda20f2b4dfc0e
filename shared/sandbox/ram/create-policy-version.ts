import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { PolicyDocument, readDocument } from '../policies/document.ts';
import { findPolicy, policyArn, versionOnTheWire } from './find-policy.ts';
import { DocumentText, PolicyName } from './names.ts';
import type { Policy, PolicyVersion } from './policy.ts';
import { limitExceeded } from './refusals.ts';

const parameters = z.object({
  PolicyName,
  PolicyDocument: DocumentText,
  SetAsDefault: Flag.default(false),
  RotateStrategy: z.enum(['None', 'DeleteOldestNonDefaultVersionWhenLimitExceeded']).default('None'),
});
type Parameters = z.output<typeof parameters>;

const most = 5;

/** Creates a version of a policy. Only the default version is evaluated, from the next call on. */
export const createPolicyVersion = defineOperation({
  action: 'CreatePolicyVersion',
  parameters,
  resource: (cloud, given) => policyArn(cloud, 'Custom', given.PolicyName),
  perform(cloud, given) {
    readDocument(PolicyDocument, given.PolicyDocument);
    const policy = findPolicy(cloud, 'Custom', given.PolicyName);
    const now = cloud.now();
    const version = { id: nextId(policy), createdAt: now, document: given.PolicyDocument };
    const changed = {
      ...policy,
      updatedAt: now,
      versions: [...keptVersions(policy, given), version],
      defaultVersion: given.SetAsDefault ? version.id : policy.defaultVersion,
    };
    cloud.policies.set(policy.name, changed);
    return { PolicyVersion: versionOnTheWire(changed, version) };
  },
});

/**
 * Returns the id of the next version. The newest version is never removed before a newer one exists, so no id is used
 * twice.
 */
const nextId = (policy: Policy) => `v${Number(policy.versions.at(-1)?.id.slice(1)) + 1}`;

function keptVersions(policy: Policy, { RotateStrategy }: Parameters): readonly PolicyVersion[] {
  if (policy.versions.length < most) return policy.versions;
  if (RotateStrategy === 'None') throw limitExceeded('Policy.Version');
  const oldest = policy.versions.find(({ id }) => id !== policy.defaultVersion);
  return policy.versions.filter((version) => version !== oldest);
}
