import type { Cloud } from '../cloud.ts';
import type { ChangeSet } from './change-set.ts';
import { stackArn } from './find-stack.ts';
import { changeSetNotFound } from './refusals.ts';

export function findChangeSet(cloud: Cloud, id: string): ChangeSet {
  const found = cloud.changeSets.get(id);
  if (!found) throw changeSetNotFound(id);
  return found;
}

/** The ARN that a policy names is that of the stack; of one that is not there, of any. */
export const ofChangeSet = (cloud: Cloud, { ChangeSetId }: { readonly ChangeSetId: string }) =>
  stackArn(cloud, cloud.changeSets.get(ChangeSetId)?.stackId ?? '*');
