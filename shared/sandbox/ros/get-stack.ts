import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findStack, ofStack, zonelessInstant } from './find-stack.ts';
import { shownStack } from './shown-stack.ts';

export const getStack = defineOperation({
  action: 'GetStack',
  parameters: z.object({
    RegionId: z.string(),
    StackId: z.string(),
    OutputOption: z.enum(['Enabled', 'Disabled']).default('Enabled'),
  }),
  resource: ofStack,
  perform(cloud, { StackId, OutputOption }, caller) {
    const stack = findStack(cloud, StackId);
    const { updatedAt } = stack;
    return {
      StackId,
      StackName: stack.name,
      StackType: 'ROS',
      RegionId: cloud.regionId,
      Status: stack.status,
      StatusReason: stack.statusReason,
      CreateTime: zonelessInstant(stack.createdAt),
      UpdateTime: updatedAt === undefined ? undefined : zonelessInstant(updatedAt),
      DisableRollback: stack.disableRollback,
      TimeoutInMinutes: stack.timeoutInMinutes,
      ...shownStack(cloud, caller, stack, OutputOption === 'Enabled'),
    };
  },
});
