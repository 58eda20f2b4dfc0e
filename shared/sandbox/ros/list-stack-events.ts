import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findStack, ofStack, zonelessInstant } from './find-stack.ts';
import { page, paging } from './paging.ts';

/** Lists events, the newest first. The order is not documented. */
export const listStackEvents = defineOperation({
  action: 'ListStackEvents',
  parameters: z.object({
    ...paging,
    RegionId: z.string(),
    StackId: z.string(),
    LogicalResourceId: z.array(z.string()).optional(),
    Status: z.array(z.string()).optional(),
  }),
  resource: ofStack,
  perform(cloud, given) {
    const stack = findStack(cloud, given.StackId);
    const found = cloud.stackEvents
      .all()
      .filter(({ stackId }) => stackId === stack.id)
      .filter(({ logicalId }) => given.LogicalResourceId?.includes(logicalId) ?? true)
      .filter(({ status }) => given.Status?.includes(status) ?? true);
    const { items, fields } = page(found.toReversed(), given);
    return {
      ...fields,
      Events: items.map((event) => ({
        EventId: event.id,
        StackId: stack.id,
        StackName: stack.name,
        CreateTime: zonelessInstant(event.at),
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Status: event.status,
        StatusReason: event.reason,
      })),
    };
  },
});
