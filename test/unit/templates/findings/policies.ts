import * as z from 'zod';
import { fc } from '../../../../shared/sandbox/fc/fc.ts';
import { kms } from '../../../../shared/sandbox/kms/kms.ts';
import { ram } from '../../../../shared/sandbox/ram/ram.ts';
import type { RenderedResource } from '../../../support/templates/rendering.ts';
import type { Check } from './check.ts';

const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Action: z.array(z.string()).min(1),
  Resource: z.array(z.string()).min(1),
});
type Statement = z.output<typeof Statement>;

const Role = z.object({
  AssumeRolePolicyDocument: z.object({
    Statement: z.tuple([
      z.strictObject({
        Effect: z.literal('Allow'),
        Action: z.literal('sts:AssumeRole'),
        Principal: z.strictObject({ Service: z.tuple([z.enum(['fc.aliyuncs.com', 'fnf.aliyuncs.com'])]) }),
      }),
    ]),
  }),
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement).min(1) }) })),
});

/** What Function Compute itself needs of a function's role. Source: AliyunServiceRolePolicyForFC. */
const network = [
  'vpc:DescribeVSwitchAttributes',
  'vpc:DescribeVpcAttribute',
  'ecs:CreateNetworkInterface',
  'ecs:DeleteNetworkInterface',
  'ecs:DescribeNetworkInterfaces',
  'ecs:CreateNetworkInterfacePermission',
  'ecs:DeleteNetworkInterfacePermission',
  'ecs:DescribeNetworkInterfacePermissions',
];

/** Needed with a key of one's own, for logs, and for notices. Source: KMS "Use RAM to control access"; EventBridge "Policies". */
const others = ['kms:Decrypt', 'kms:GenerateDataKey', 'log:PostLogStoreLogs', 'eventbridge:PutEvents'];

const known = new Set([
  ...[kms, ram, fc].flatMap(({ prefix, operations }) =>
    operations.map(({ action }) => `${prefix}:${action}`),
  ),
  ...network,
  ...others,
]);

/** Roles that one service may take on, with actions that exist, on resources that are named. */
export const policies: Check = (_, renderings) =>
  renderings.flatMap(({ title, resources }) =>
    resources
      .filter(({ type }) => type === 'ALIYUN::RAM::Role')
      .flatMap((role) => complaints(role).map((what) => `${role.id} (${title}): ${what}`)),
  );

function complaints({ properties }: RenderedResource): readonly string[] {
  const role = Role.safeParse(properties);
  if (!role.success) return role.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return role.data.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap((statement) => [
    ...statement.Action.filter((action) => !known.has(action)).map(
      (action) => `there is no action ${action}`,
    ),
    ...statement.Resource.flatMap((resource) => tooWide(statement, resource)),
  ]);
}

function tooWide({ Action }: Statement, resource: string): readonly string[] {
  if (resource === '*')
    return Action.filter((action) => !network.includes(action)).map((action) => `${action} on everything`);
  const [, service, region, account, own] = /^acs:(\w+):([^:]*):(\d+):(.+)$/.exec(resource) ?? [];
  if (own === undefined || account === undefined) return [`${resource} is no ARN of one account`];
  // RAM is one for all regions, and its page writes a star.
  const regional = service === 'ram' ? region === '*' : region !== '' && region !== '*';
  if (!regional || own.includes('*')) return [`${resource} is more than one thing`];
  return Action.filter((action) => !action.startsWith(`${service}:`)).map(
    (action) => `${action} is given on ${resource}, which is of another service`,
  );
}
