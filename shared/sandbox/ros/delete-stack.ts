import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { begin, refuseBusy } from './begin.ts';
import { findStack, ofStack } from './find-stack.ts';
import { deleteStack as removeAll } from './perform-stack.ts';

/**
 * Deletes a stack, but retains the resources that the template or the call says to retain. Deleting a deleted stack
 * succeeds.
 */
export const deleteStack = defineOperation({
  action: 'DeleteStack',
  parameters: z.object({
    RegionId: z.string(),
    StackId: z.string(),
    RetainAllResources: Flag.default(false),
    RetainResources: z.array(z.string()).default([]),
    RamRoleName: z.undefined('the sandbox knows no roles of stacks').optional(),
  }),
  resource: ofStack,
  perform(cloud, { StackId, RetainAllResources, RetainResources }, caller) {
    const stack = findStack(cloud, StackId);
    refuseBusy(stack);
    if (stack.status === 'DELETE_COMPLETE') return {};
    for (const { id, stackId } of cloud.changeSets.all())
      if (stackId === StackId) cloud.changeSets.delete(id);
    begin(cloud, caller, StackId, 'DELETE', (stackContext) =>
      removeAll(stackContext, (id) => RetainAllResources || RetainResources.includes(id)),
    );
    return {};
  },
});
