import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { namedPolicyArn, PolicyNamed } from './attached.ts';
import { defaultVersionOf, findPolicy, policyOnTheWire, versionOnTheWire } from './find-policy.ts';

export const getPolicy = defineOperation({
  action: 'GetPolicy',
  parameters: z.object(PolicyNamed),
  resource: namedPolicyArn,
  perform(cloud, { PolicyType: type, PolicyName: name }) {
    const policy = findPolicy(cloud, type, name);
    return {
      Policy: policyOnTheWire(cloud, type, policy),
      DefaultPolicyVersion: versionOnTheWire(policy, defaultVersionOf(policy)),
    };
  },
});
