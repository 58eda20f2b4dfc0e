import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findChangeSet, ofChangeSet } from './find-change-set.ts';
import { wrongState } from './refusals.ts';

/** Deletes a change set. If it was to create a stack, that stack stays in review. Source: ROS DeleteChangeSet. */
export const deleteChangeSet = defineOperation({
  action: 'DeleteChangeSet',
  parameters: z.object({ RegionId: z.string(), ChangeSetId: z.string() }),
  resource: ofChangeSet,
  perform(cloud, { ChangeSetId }) {
    const { executionStatus } = findChangeSet(cloud, ChangeSetId);
    if (executionStatus !== 'AVAILABLE') throw wrongState('The change set was executed already.');
    cloud.changeSets.delete(ChangeSetId);
    return {};
  },
});
