import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { findChangeSet, ofChangeSet } from './find-change-set.ts';
import { findStack, zonelessInstant } from './find-stack.ts';
import { openParameters } from './sealed.ts';
import { shownParameters } from './shown-stack.ts';
import { resolve } from './submission.ts';

export const getChangeSet = defineOperation({
  action: 'GetChangeSet',
  parameters: z.object({
    RegionId: z.string(),
    ChangeSetId: z.string(),
    ShowTemplate: Flag.default(false),
  }),
  resource: ofChangeSet,
  perform(cloud, { ChangeSetId, ShowTemplate }, caller) {
    const found = findChangeSet(cloud, ChangeSetId);
    const stack = findStack(cloud, found.stackId);
    const given = openParameters(cloud, stack, found.sealedParameters);
    return {
      ChangeSetId,
      ChangeSetName: found.name,
      ChangeSetType: found.type,
      Description: found.description,
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: found.executionStatus,
      CreateTime: zonelessInstant(found.createdAt),
      StackId: stack.id,
      StackName: stack.name,
      RegionId: cloud.regionId,
      DisableRollback: found.disableRollback,
      TimeoutInMinutes: stack.timeoutInMinutes,
      Parameters: shownParameters(resolve(cloud, caller, stack, found.template, given)),
      Changes: found.changes,
      ...(ShowTemplate ? { TemplateBody: found.template } : {}),
    };
  },
});
