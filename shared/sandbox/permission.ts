import type { Cloud } from './cloud.ts';
import type { Identity } from './identity.ts';
import type { Caller, Service } from './operation.ts';
import { type Denial, judge } from './ram/judge.ts';
import { Refusal } from './refusal.ts';

/** What RAM says of who was denied what, and why. */
export interface DenialDetail {
  readonly AuthAction: string;
  readonly AuthPrincipalType: 'Account' | 'SubUser' | 'AssumedRoleUser';
  readonly AuthPrincipalOwnerId: string;
  readonly AuthPrincipalDisplayName: string;
  readonly NoPermissionType: Denial['decision'];
  readonly PolicyType: Denial['policyType'] | 'AssumeRolePolicy';
}

export class Denied extends Refusal {
  readonly detail: DenialDetail;

  constructor(code: Service['denial'], message: string, detail: DenialDetail) {
    super(403, code, message);
    this.detail = detail;
  }
}

/** All resources must be permitted; the first that is not is refused. */
export function requirePermission(
  cloud: Cloud,
  service: Pick<Service, 'prefix' | 'denial'>,
  operation: string,
  resources: readonly string[],
  { identity, context }: Caller,
): void {
  const action = `${service.prefix}:${operation}`;
  for (const resource of resources) {
    const denial = judge(cloud, identity, { action, resource, context });
    if (denial === undefined) continue;
    throw new Denied(service.denial, words[service.denial], {
      ...principal(identity),
      AuthAction: action,
      NoPermissionType: denial.decision,
      PolicyType: denial.policyType,
    });
  }
}

const words = {
  'Forbidden.NoPermission': 'This operation is forbidden by permission system.',
  AccessDenied: 'the caller is not authorized to perform this action',
  NoPermission: 'You are not authorized to do this action.',
};

const types = {
  'root-account': 'Account',
  'ram-user': 'SubUser',
  'assumed-role': 'AssumedRoleUser',
} as const;

/** A user is shown by id, a role by its name and its session's. */
export const principal = (identity: Identity) => ({
  AuthPrincipalType: types[identity.type],
  AuthPrincipalOwnerId: identity.accountId,
  AuthPrincipalDisplayName: identity.type === 'ram-user' ? identity.principalId : identity.userName,
});
