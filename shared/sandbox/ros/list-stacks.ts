import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { allStacksArn, zonelessInstant } from './find-stack.ts';
import { page, paging } from './paging.ts';

/** Lists stacks, the newest first. A deleted stack is listed only if the call asks for its id or its status. */
export const listStacks = defineOperation({
  action: 'ListStacks',
  parameters: z.object({
    ...paging,
    RegionId: z.string(),
    StackName: z.array(z.string()).optional(),
    StackId: z.string().optional(),
    Status: z.array(z.string()).optional(),
  }),
  resource: allStacksArn,
  perform(cloud, given) {
    const { StackName, StackId, Status } = given;
    const found = cloud.stacks
      .all()
      .filter(({ name }) => StackName?.includes(name) ?? true)
      .filter(({ id }) => StackId === undefined || StackId === id)
      .filter(
        ({ status, id }) => Status?.includes(status) ?? (status !== 'DELETE_COMPLETE' || id === StackId),
      );
    const { items, fields } = page(found.toReversed(), given);
    return {
      ...fields,
      Stacks: items.map(({ id, name, status, statusReason, createdAt, updatedAt, ...stack }) => ({
        StackId: id,
        StackName: name,
        StackType: 'ROS',
        RegionId: cloud.regionId,
        Status: status,
        StatusReason: statusReason,
        CreateTime: zonelessInstant(createdAt),
        UpdateTime: updatedAt === undefined ? undefined : zonelessInstant(updatedAt),
        DisableRollback: stack.disableRollback,
        TimeoutInMinutes: stack.timeoutInMinutes,
      })),
    };
  },
});
