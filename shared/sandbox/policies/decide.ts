import { type Context, holds } from './condition.ts';
import type { PolicyDocument } from './document.ts';
import { coversAction, coversResource } from './patterns.ts';

export interface Question {
  /** An action such as `kms:GetSecretValue`. */
  readonly action: string;
  /** An ARN, or `*` if the action concerns no resource. */
  readonly resource: string;
  readonly context: Context;
}

export type Decision = 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';

/**
 * Returns the decision of the policies. An explicit Deny wins over every Allow. An action that no policy allows is
 * denied. Source: policy evaluation process of RAM.
 */
export function decide(documents: readonly PolicyDocument[], question: Question): Decision {
  const applying = documents
    .flatMap((document) => document.Statement)
    .filter((statement) => applies(statement, question));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'ExplicitDeny';
  return applying.length > 0 ? 'Allow' : 'ImplicitDeny';
}

function applies(statement: PolicyDocument['Statement'][number], question: Question): boolean {
  return (
    statement.Action.some((pattern) => coversAction(pattern, question.action)) &&
    statement.Resource.some((pattern) => coversResource(pattern, question.resource)) &&
    holds(statement.Condition ?? {}, question.context)
  );
}
