import * as z from 'zod';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { beginChanging, refuseBusy } from './begin.ts';
import { findStack, ofStack } from './find-stack.ts';
import { refuseUnchangeable } from './refuse-unchangeable.ts';
import { readSubmission, submitted } from './submission.ts';

/** Updates a stack. Checks in this order: parameters, permission, existence, work in progress, status, template. */
export const updateStack = defineOperation({
  action: 'UpdateStack',
  parameters: z.object({ ...submitted, StackId: z.string(), UsePreviousParameters: Flag.default(false) }),
  confidential: ['Parameters'],
  resource: ofStack,
  perform(cloud, given, caller) {
    const stack = findStack(cloud, given.StackId);
    refuseBusy(stack);
    refuseUnchangeable(stack);
    beginChanging(cloud, caller, stack, readSubmission(cloud, caller, stack, given));
    return { StackId: stack.id };
  },
});
