import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { PolicyDocument, readDocument } from '../policies/document.ts';
import { allPoliciesArn, policyOnTheWire } from './find-policy.ts';
import { Description, DocumentText, PolicyName } from './names.ts';
import { alreadyExists } from './refusals.ts';
import { systemPolicies } from './system-policies.ts';

/** Creates a policy. Checks in this order: parameters, permission, document, taken name (also by a system policy). */
export const createPolicy = defineOperation({
  action: 'CreatePolicy',
  parameters: z.object({
    PolicyName,
    PolicyDocument: DocumentText,
    Description: Description.optional(),
  }),
  resource: allPoliciesArn,
  perform(cloud, given) {
    readDocument(PolicyDocument, given.PolicyDocument);
    const name = given.PolicyName;
    if (cloud.policies.get(name) || systemPolicies.has(name)) throw alreadyExists('Policy');
    const createdAt = cloud.now();
    const policy = {
      name,
      description: given.Description,
      createdAt,
      updatedAt: createdAt,
      defaultVersion: 'v1',
      versions: [{ id: 'v1', createdAt, document: given.PolicyDocument }],
    };
    cloud.policies.set(name, policy);
    return { Policy: policyOnTheWire(cloud, 'Custom', policy) };
  },
});
