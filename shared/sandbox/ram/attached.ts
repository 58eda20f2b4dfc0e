import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { coded } from '../fields.ts';
import { type Attachment, PolicyType } from './attachment.ts';
import { findPolicy, policyArn } from './find-policy.ts';
import { PolicyName } from './names.ts';
import { alreadyExists, limitExceeded, notExist } from './refusals.ts';

/** Parameters that name a policy to attach or to detach. */
export const PolicyNamed = {
  PolicyName,
  PolicyType: z
    .string()
    .pipe(
      z.custom<PolicyType>(
        (text) => PolicyType.safeParse(text).success,
        coded('InvalidParameter.PolicyType', 'it is neither System nor Custom'),
      ),
    ),
};
interface PolicyNamed {
  readonly PolicyName: string;
  readonly PolicyType: PolicyType;
}

type Attached = readonly Attachment[];

/** Maximum number of policies of each type at a user or a role. Source: RAM's list of error messages. */
const most = { System: 20, Custom: 5 };

const same = (one: Attachment, named: PolicyNamed) =>
  one.type === named.PolicyType && one.name === named.PolicyName;

export function attach(cloud: Cloud, attached: Attached, named: PolicyNamed, to: 'User' | 'Role'): Attached {
  const { PolicyType: type, PolicyName: name } = named;
  findPolicy(cloud, type, name);
  if (attached.some((one) => same(one, named))) throw alreadyExists(`${to}.Policy`);
  if (attached.filter((one) => one.type === type).length >= most[type]) throw limitExceeded(`${to}.Policy`);
  return [...attached, { type, name, attachedAt: cloud.now() }];
}

export function detach(attached: Attached, named: PolicyNamed, from: 'User' | 'Role'): Attached {
  const rest = attached.filter((one) => !same(one, named));
  if (rest.length === attached.length) throw notExist(`${from}.Policy`);
  return rest;
}

export const namedPolicyArn = (cloud: Cloud, named: PolicyNamed) =>
  policyArn(cloud, named.PolicyType, named.PolicyName);

export const attachedOnTheWire = (cloud: Cloud, attached: Attached) => ({
  Policies: {
    Policy: attached.map(({ type, name, attachedAt }) => {
      const policy = findPolicy(cloud, type, name);
      return {
        PolicyName: name,
        PolicyType: type,
        Description: policy.description,
        DefaultVersion: policy.defaultVersion,
        AttachDate: instant(attachedAt),
      };
    }),
  },
});
