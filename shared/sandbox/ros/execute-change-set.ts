import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { beginChanging, beginMaking, refuseBusy } from './begin.ts';
import { findChangeSet, ofChangeSet } from './find-change-set.ts';
import { findStack } from './find-stack.ts';
import { wrongState } from './refusals.ts';
import { refuseUnchangeable } from './refuse-unchangeable.ts';
import { openParameters } from './sealed.ts';
import { resolve } from './submission.ts';

/**
 * Executes a change set. Deletes the other change sets of the stack, because they no longer describe it. Source: ROS
 * "Execute a change set".
 */
export const executeChangeSet = defineOperation({
  action: 'ExecuteChangeSet',
  parameters: z.object({
    RegionId: z.string(),
    ChangeSetId: z.string(),
    ClientToken: z.string().max(64).optional(),
  }),
  resource: ofChangeSet,
  perform(cloud, { ChangeSetId }, caller) {
    const found = findChangeSet(cloud, ChangeSetId);
    if (found.executionStatus !== 'AVAILABLE') throw wrongState('The change set was executed already.');
    const stack = findStack(cloud, found.stackId);
    refuseBusy(stack);
    if (found.type === 'UPDATE') refuseUnchangeable(stack);
    const { template } = found;
    const given = openParameters(cloud, stack, found.sealedParameters);
    const submission = { template, given, resolution: resolve(cloud, caller, stack, template, given) };
    cloud.changeSets.set(ChangeSetId, { ...found, executionStatus: 'EXECUTE_COMPLETE' });
    for (const { id, stackId } of cloud.changeSets.all())
      if (stackId === stack.id && id !== ChangeSetId) cloud.changeSets.delete(id);
    if (found.type === 'CREATE') beginMaking(cloud, caller, stack, submission);
    else beginChanging(cloud, caller, stack, submission);
    return {};
  },
});
