import * as z from 'zod';
import type { CloudService } from '../service.ts';

const StackEvent = z.object({
  EventId: z.string(),
  LogicalResourceId: z.string().default(''),
  Status: z.string(),
  StatusReason: z.string().default(''),
});
export type StackEvent = z.output<typeof StackEvent>;

const Answer = z.object({ Events: z.array(StackEvent).default([]) });

/** Returns up to 50 of the newest events, in the order in which ROS lists them. */
export async function listStackEvents(
  ros: CloudService,
  RegionId: string,
  StackId: string,
  signal: AbortSignal,
): Promise<readonly StackEvent[]> {
  const query = { RegionId, StackId, PageNumber: '1', PageSize: '50' };
  return (await ros.ask('ListStackEvents', Answer, query, signal)).Events;
}
