import type { Cloud } from './cloud.ts';
import type { Identity } from './identity.ts';
import type { Caller, Service } from './operation.ts';
import { type Denial, decideAccess } from './ram/judge.ts';
import { Refusal } from './refusal.ts';

/** Details of a denial by RAM: who was denied which action, and why. */
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

/** Throws Denied for the first resource that is not permitted. All resources must be permitted. */
export function requirePermission(
  cloud: Cloud,
  service: Pick<Service, 'prefix' | 'denial'>,
  operation: string,
  resources: readonly string[],
  { identity, context }: Caller,
): void {
  const action = `${service.prefix}:${operation}`;
  for (const resource of resources) {
    const denial = decideAccess(cloud, identity, { action, resource, context });
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
  'Forbidden.RAM': 'The user is not authorized to operate on the specified resource.',
  AccessDenied: 'the caller is not authorized to perform this action',
  NoPermission: 'You are not authorized to do this action.',
};

const types = {
  'root-account': 'Account',
  'ram-user': 'SubUser',
  'assumed-role': 'AssumedRoleUser',
} as const;

/** Returns the principal as a denial shows it: a user by id, a role by its name and its session's name. */
export const principal = (identity: Identity) => ({
  AuthPrincipalType: types[identity.type],
  AuthPrincipalOwnerId: identity.accountId,
  AuthPrincipalDisplayName: identity.type === 'ram-user' ? identity.principalId : identity.userName,
});
