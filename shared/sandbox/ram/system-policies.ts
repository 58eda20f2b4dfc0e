import type { Policy } from './policy.ts';

const allowing = (...actions: string[]) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

const policy = (name: string, description: string, document: string): [string, Policy] => [
  name,
  {
    name,
    description,
    createdAt: 0,
    updatedAt: 0,
    defaultVersion: 'v1',
    versions: [{ id: 'v1', createdAt: 0, document }],
  },
];

/**
 * The system policies of the real service that concern what the sandbox does. They can be attached, but not changed.
 */
export const systemPolicies: ReadonlyMap<string, Policy> = new Map([
  policy('AdministratorAccess', 'Full access to everything', allowing('*')),
  policy('AliyunKMSFullAccess', 'Full access to KMS', allowing('kms:*')),
  policy(
    'AliyunKMSReadOnlyAccess',
    'Read-only access to KMS',
    allowing('kms:List*', 'kms:Describe*', 'kms:Get*'),
  ),
  policy('AliyunRAMFullAccess', 'Full access to RAM', allowing('ram:*')),
  policy('AliyunRAMReadOnlyAccess', 'Read-only access to RAM', allowing('ram:Get*', 'ram:List*')),
  policy('AliyunSTSAssumeRoleAccess', 'The right to assume roles', allowing('sts:AssumeRole')),
]);
