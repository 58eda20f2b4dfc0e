import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { PolicyNamed } from './attached.ts';
import { allPoliciesArn, policyOnTheWire } from './find-policy.ts';
import { page, paging } from './paging.ts';
import { systemPolicies } from './system-policies.ts';

export const listPolicies = defineOperation({
  action: 'ListPolicies',
  parameters: z.object({ PolicyType: PolicyNamed.PolicyType.optional(), ...paging }),
  resource: allPoliciesArn,
  perform(cloud, given) {
    const custom = given.PolicyType === 'System' ? [] : cloud.policies.all();
    const system = given.PolicyType === 'Custom' ? [] : [...systemPolicies.values()];
    const { shown, fields } = page([...custom, ...system], given);
    const typeOf = (name: string) => (systemPolicies.has(name) ? 'System' : 'Custom');
    return {
      ...fields,
      Policies: { Policy: shown.map((policy) => policyOnTheWire(cloud, typeOf(policy.name), policy)) },
    };
  },
});
