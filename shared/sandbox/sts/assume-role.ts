import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { wholeNumber } from '../fields.ts';
import type { Identity } from '../identity.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { Denied, principal } from '../permission.ts';
import { PolicyDocument, readDocument } from '../policies/document.ts';
import { TrustDocument, trusts } from '../policies/trust-document.ts';
import { findRole, roleArn } from '../ram/find-role.ts';
import { userArn } from '../ram/find-user.ts';
import { notExist } from '../ram/refusals.ts';
import type { Role } from '../ram/role.ts';
import { Refusal } from '../refusal.ts';
import { openSession } from './open-session.ts';

const parameters = z.object({
  RoleArn: z.string().regex(/^acs:ram::\d+:role\/[A-Za-z0-9.-]{1,64}$/, 'it is no ARN of a role'),
  RoleSessionName: z
    .string()
    .regex(/^[\w.@-]{2,64}$/, 'it has not from 2 to 64 characters, or one that is not allowed'),
  DurationSeconds: wholeNumber(1, 999_999_999).optional(),
  Policy: z.string().min(1, 'it is empty').max(2_048, 'it has more than 2048 characters').optional(),
  ExternalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'it is too short, too long or misspelt')
    .optional(),
});
type Parameters = z.output<typeof parameters>;

/**
 * Assumes a role. Checks in this order: parameters, permission, root, the session's policy, existence, trust, duration.
 */
export const assumeRole = defineOperation({
  action: 'AssumeRole',
  parameters,
  resource: (_, { RoleArn }) => RoleArn,
  perform(cloud, given, caller) {
    if (caller.identity.type === 'root-account')
      throw new Refusal(403, 'NoPermission', 'Roles may not be assumed by root accounts.');
    if (given.Policy !== undefined) readDocument(PolicyDocument, given.Policy);
    const role = roleAt(cloud, given.RoleArn);
    refuseUntrusted(cloud, role, given, caller);
    return openSession(cloud, role, {
      sessionName: given.RoleSessionName,
      seconds: given.DurationSeconds,
      policy: given.Policy,
    });
  },
});

/** Finds a role by its ARN. Throws a Refusal for a role of another account, as for a missing one. */
function roleAt(cloud: Cloud, arn: string): Role {
  const prefix = roleArn(cloud, '');
  if (!arn.startsWith(prefix)) throw notExist('Role');
  return findRole(cloud, arn.slice(prefix.length));
}

function refuseUntrusted(cloud: Cloud, role: Role, given: Parameters, { identity, context }: Caller): void {
  const document = readDocument(TrustDocument, role.trust);
  const asking = { kind: 'ram', arns: arnsOf(cloud, identity) } as const;
  const external = given.ExternalId === undefined ? {} : { 'sts:ExternalId': given.ExternalId };
  if (trusts(document, asking, { ...context, ...external })) return;
  throw new Denied('NoPermission', 'The role does not trust the caller.', {
    ...principal(identity),
    AuthAction: 'sts:AssumeRole',
    NoPermissionType: 'ImplicitDeny',
    PolicyType: 'AssumeRolePolicy',
  });
}

/** Returns the ARNs that stand for an identity. The account stands for everybody in it. */
function arnsOf(cloud: Cloud, identity: Identity): string[] {
  const account = `acs:ram::${cloud.accountId}:root`;
  if (identity.type === 'ram-user') return [account, userArn(cloud, identity.userName)];
  return identity.type === 'assumed-role' ? [account, roleArn(cloud, identity.roleName)] : [account];
}
