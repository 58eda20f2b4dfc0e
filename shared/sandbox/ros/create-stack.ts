import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { beginMaking, newStack } from './begin.ts';
import { allStacksArn } from './find-stack.ts';
import { Name, readSubmission, submitted } from './submission.ts';

/**
 * Creates a stack. Checks in this order: parameters, permission, taken name, template. The resources are created after
 * the response.
 */
export const createStack = defineOperation({
  action: 'CreateStack',
  parameters: z.object({ ...submitted, StackName: Name }),
  confidential: ['Parameters'],
  resource: allStacksArn,
  perform(cloud, given, caller) {
    const stack = newStack(cloud, given);
    const submission = readSubmission(cloud, caller, stack, given);
    cloud.stacks.set(stack.id, stack);
    beginMaking(cloud, caller, stack, submission);
    return { StackId: stack.id };
  },
});
