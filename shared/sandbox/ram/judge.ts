import type { Cloud } from '../cloud.ts';
import type { AssumedRole, Identity } from '../identity.ts';
import { type Decision, decide, type Question } from '../policies/decide.ts';
import { PolicyDocument, readDocument } from '../policies/document.ts';
import type { Attachment } from './attachment.ts';
import { defaultVersionOf, findPolicy } from './find-policy.ts';

export interface Denial {
  readonly decision: Exclude<Decision, 'Allow'>;
  readonly policyType: 'AccountLevelIdentityBasedPolicy' | 'SessionPolicy';
}

/**
 * Returns the denial, or undefined if the call is permitted. Policies are read again for each call, so a change counts
 * from the next call on.
 */
export function decideAccess(cloud: Cloud, identity: Identity, question: Question): Denial | undefined {
  if (identity.type === 'root-account') return undefined;
  const own = decide(documentsOf(cloud, attachedTo(cloud, identity)), question);
  const session = identity.type === 'assumed-role' ? decideSession(identity, question) : 'Allow';
  if (own === 'ExplicitDeny' || (own !== 'Allow' && session !== 'ExplicitDeny'))
    return { decision: own, policyType: 'AccountLevelIdentityBasedPolicy' };
  return session === 'Allow' ? undefined : { decision: session, policyType: 'SessionPolicy' };
}

function attachedTo(cloud: Cloud, identity: Exclude<Identity, { type: 'root-account' }>) {
  const holder =
    identity.type === 'ram-user' ? cloud.users.get(identity.userName) : cloud.roles.get(identity.roleName);
  return holder?.attached ?? [];
}

const documentsOf = (cloud: Cloud, attached: readonly Attachment[]) =>
  attached.map(({ type, name }) =>
    readDocument(PolicyDocument, defaultVersionOf(findPolicy(cloud, type, name)).document),
  );

/** Returns the decision of the session's policy. A session without a policy of its own has all rights of the role. */
const decideSession = ({ sessionPolicy }: AssumedRole, question: Question): Decision =>
  sessionPolicy === undefined ? 'Allow' : decide([readDocument(PolicyDocument, sessionPolicy)], question);
