import * as z from 'zod';
import { ram } from '../../ram/ram.ts';
import { replaceDocument } from './ram-role.ts';
import { type Calls, defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Document, notHere, Text } from './values.ts';

const ManagedPolicy = z.strictObject({
  PolicyName: Text,
  PolicyDocument: Document,
  Description: Text.optional(),
  Roles: z.array(Text).default([]),
  Users: z.array(Text).default([]),
  Groups: notHere('groups of users'),
  IgnoreExisting: z.literal(false, 'the sandbox takes over no policy').optional(),
});
type ManagedPolicy = z.output<typeof ManagedPolicy>;

export const ramManagedPolicy = defineResourceType({
  type: 'ALIYUN::RAM::ManagedPolicy',
  properties: ManagedPolicy,
  attributes: ['PolicyName'],
  fixed: ['PolicyName', 'Description'],
  async create(calls, policy) {
    const { PolicyName, PolicyDocument, Description } = policy;
    await calls.ask(ram, 'CreatePolicy', { PolicyName, PolicyDocument, Description });
    for (const holder of holders(policy)) await bind(calls, 'Attach', PolicyName, holder);
    return { physicalId: PolicyName, attributes: { PolicyName } };
  },
  async update(calls, policy, before) {
    const { PolicyName, PolicyDocument } = policy;
    if (PolicyDocument !== before.PolicyDocument) await replaceDocument(calls, policy);
    const [now, then] = [holders(policy), holders(before)];
    const lacks = (list: readonly Holder[], { kind, name }: Holder) =>
      !list.some((other) => other.kind === kind && other.name === name);
    for (const one of then) if (lacks(now, one)) await unlessGone(bind(calls, 'Detach', PolicyName, one));
    for (const one of now) if (lacks(then, one)) await bind(calls, 'Attach', PolicyName, one);
    return undefined;
  },
  async delete(calls, policy) {
    const { PolicyName } = policy;
    for (const holder of holders(policy)) await unlessGone(bind(calls, 'Detach', PolicyName, holder));
    await unlessGone(calls.ask(ram, 'DeletePolicy', { PolicyName, CascadingDelete: 'true' }));
  },
});

interface Holder {
  readonly kind: 'Role' | 'User';
  readonly name: string;
}

const holders = ({ Roles, Users }: ManagedPolicy): Holder[] => [
  ...Roles.map((name) => ({ kind: 'Role' as const, name })),
  ...Users.map((name) => ({ kind: 'User' as const, name })),
];

const bind = (calls: Calls, how: 'Attach' | 'Detach', PolicyName: string, { kind, name }: Holder) =>
  calls.ask(ram, `${how}Policy${how === 'Attach' ? 'To' : 'From'}${kind}`, {
    PolicyName,
    PolicyType: 'Custom',
    [`${kind}Name`]: name,
  });
