import * as z from 'zod';
import { ram } from '../../ram/ram.ts';
import { type Calls, defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Count, Document, notHere, Text, YesNo } from './values.ts';

const InlinePolicy = z.strictObject({
  PolicyName: Text,
  PolicyDocument: Document,
  Description: Text.optional(),
  IgnoreExisting: z.literal(false, 'the sandbox takes over no policy').optional(),
});

const Role = z.strictObject({
  RoleName: Text,
  AssumeRolePolicyDocument: Document,
  Description: Text.optional(),
  MaxSessionDuration: Count.optional(),
  Policies: z.array(InlinePolicy).default([]),
  PolicyAttachments: z
    .strictObject({ System: z.array(Text).default([]), Custom: z.array(Text).default([]) })
    .optional(),
  /** Whether the role may be deleted with policies that the template does not know. */
  DeletionForce: YesNo.default(false),
  IgnoreExisting: z.literal(false, 'the sandbox takes over no role').optional(),
  Tags: notHere('tags of roles'),
});
type Role = z.output<typeof Role>;

const Created = z.object({ Role: z.object({ Arn: z.string(), RoleId: z.string(), RoleName: z.string() }) });
const Listed = z.object({
  Policies: z.object({ Policy: z.array(z.object({ PolicyName: z.string(), PolicyType: z.string() })) }),
});

/**
 * The resource type of a role. Its inline policies become custom policies, which are created and deleted with the role.
 */
export const ramRole = defineResourceType({
  type: 'ALIYUN::RAM::Role',
  properties: Role,
  attributes: ['Arn', 'RoleId', 'RoleName'],
  fixed: ['RoleName'],
  async create(calls, role) {
    const { RoleName, AssumeRolePolicyDocument, Description, MaxSessionDuration } = role;
    const answer = await calls.ask(ram, 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument,
      Description,
      MaxSessionDuration: MaxSessionDuration?.toString(),
    });
    try {
      await furnish(calls, role);
    } catch (error) {
      await calls.ask(ram, 'DeleteRole', { RoleName });
      throw error;
    }
    return { physicalId: RoleName, attributes: Created.parse(answer).Role };
  },
  async update(calls, role, before) {
    const { RoleName, AssumeRolePolicyDocument, Description, MaxSessionDuration } = role;
    await calls.ask(ram, 'UpdateRole', {
      RoleName,
      NewAssumeRolePolicyDocument: AssumeRolePolicyDocument,
      NewDescription: Description,
      NewMaxSessionDuration: MaxSessionDuration?.toString(),
    });
    await updatePolicies(calls, role, before);
    const [now, then] = [attachments(role), attachments(before)];
    for (const one of then) if (!now.some(same(one))) await detach(calls, RoleName, one);
    for (const one of now) if (!then.some(same(one))) await attach(calls, RoleName, one);
    return undefined;
  },
  async delete(calls, role) {
    const { RoleName, DeletionForce } = role;
    for (const { PolicyName } of role.Policies) await dropPolicy(calls, RoleName, PolicyName);
    const attached = DeletionForce ? await allAttached(calls, RoleName) : attachments(role);
    for (const one of attached) await detach(calls, RoleName, one);
    await unlessGone(calls.ask(ram, 'DeleteRole', { RoleName }));
  },
});

/** Gives the role all of its policies, or none if one of them fails. */
async function furnish(calls: Calls, role: Role): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const policy of role.Policies) {
      await createPolicy(calls, policy);
      undo.unshift(() => dropPolicy(calls, role.RoleName, policy.PolicyName));
      await attach(calls, role.RoleName, { PolicyName: policy.PolicyName, PolicyType: 'Custom' });
    }
    for (const attached of attachments(role)) {
      await attach(calls, role.RoleName, attached);
      undo.unshift(() => detach(calls, role.RoleName, attached));
    }
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

interface Attached {
  readonly PolicyName: string;
  readonly PolicyType: string;
}

const same = (one: Attached) => (other: Attached) =>
  one.PolicyName === other.PolicyName && one.PolicyType === other.PolicyType;

function attachments({ PolicyAttachments }: Role): Attached[] {
  const of = (PolicyType: 'System' | 'Custom') =>
    (PolicyAttachments?.[PolicyType] ?? []).map((PolicyName) => ({ PolicyName, PolicyType }));
  return [...of('System'), ...of('Custom')];
}

const allAttached = async (calls: Calls, RoleName: string): Promise<Attached[]> =>
  Listed.parse(await calls.ask(ram, 'ListPoliciesForRole', { RoleName })).Policies.Policy;

const attach = (calls: Calls, RoleName: string, policy: Attached) =>
  calls.ask(ram, 'AttachPolicyToRole', { RoleName, ...policy });

const detach = (calls: Calls, RoleName: string, policy: Attached) =>
  unlessGone(calls.ask(ram, 'DetachPolicyFromRole', { RoleName, ...policy }));

const createPolicy = (calls: Calls, { PolicyName, PolicyDocument, Description }: Role['Policies'][number]) =>
  calls.ask(ram, 'CreatePolicy', { PolicyName, PolicyDocument, Description });

async function addPolicy(calls: Calls, RoleName: string, policy: Role['Policies'][number]): Promise<void> {
  await createPolicy(calls, policy);
  await attach(calls, RoleName, { PolicyName: policy.PolicyName, PolicyType: 'Custom' });
}

async function dropPolicy(calls: Calls, RoleName: string, PolicyName: string): Promise<void> {
  await detach(calls, RoleName, { PolicyName, PolicyType: 'Custom' });
  await unlessGone(calls.ask(ram, 'DeletePolicy', { PolicyName, CascadingDelete: 'true' }));
}

async function updatePolicies(calls: Calls, role: Role, before: Role): Promise<void> {
  for (const { PolicyName } of before.Policies)
    if (!role.Policies.some((one) => one.PolicyName === PolicyName))
      await dropPolicy(calls, role.RoleName, PolicyName);
  for (const policy of role.Policies) {
    const known = before.Policies.find(({ PolicyName }) => PolicyName === policy.PolicyName);
    if (!known) await addPolicy(calls, role.RoleName, policy);
    else if (known.PolicyDocument !== policy.PolicyDocument) await replaceDocument(calls, policy);
  }
}

export const replaceDocument = (
  calls: Calls,
  { PolicyName, PolicyDocument }: { readonly PolicyName: string; readonly PolicyDocument: string },
) =>
  calls.ask(ram, 'CreatePolicyVersion', {
    PolicyName,
    PolicyDocument,
    SetAsDefault: 'true',
    RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded',
  });
