import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findStack, ofStack, zonelessInstant } from './find-stack.ts';

export const listStackResources = defineOperation({
  action: 'ListStackResources',
  parameters: z.object({ RegionId: z.string(), StackId: z.string() }),
  resource: ofStack,
  perform(cloud, { StackId }) {
    const stack = findStack(cloud, StackId);
    return {
      Resources: stack.resources.map((resource) => ({
        StackId,
        StackName: stack.name,
        LogicalResourceId: resource.id,
        PhysicalResourceId: resource.physicalId ?? '',
        ResourceType: resource.type,
        Status: resource.status,
        StatusReason: resource.statusReason,
        CreateTime: zonelessInstant(resource.createdAt),
        UpdateTime: zonelessInstant(resource.updatedAt),
      })),
    };
  },
});
