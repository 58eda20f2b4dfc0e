import type { Cloud } from '../cloud.ts';
import type { ChangeSet } from './change-set.ts';
import { stackArn } from './find-stack.ts';
import { changeSetNotFound } from './refusals.ts';

export function findChangeSet(cloud: Cloud, id: string): ChangeSet {
  const found = cloud.changeSets.get(id);
  if (!found) throw changeSetNotFound(id);
  return found;
}

/** Returns the ARN that a policy names: the ARN of the stack, or of any stack if the change set does not exist. */
export const ofChangeSet = (cloud: Cloud, { ChangeSetId }: { readonly ChangeSetId: string }) =>
  stackArn(cloud, cloud.changeSets.get(ChangeSetId)?.stackId ?? '*');
