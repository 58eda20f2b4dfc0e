import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Detail = z.object({ Target: z.object({ Name: z.string().optional() }).optional() });

/** One resource that changes. Source: ROS "Data structures" of change sets. */
const Change = z
  .object({
    ResourceChange: z.object({
      Action: z.string(),
      LogicalResourceId: z.string(),
      ResourceType: z.string(),
      Replacement: z.string().optional(),
      Details: z.array(Detail).default([]),
    }),
  })
  .transform(({ ResourceChange: { Details, ...change } }) => ({
    ...change,
    Properties: Details.flatMap(({ Target }) => Target?.Name ?? []),
  }));
export type Change = z.output<typeof Change>;

const ChangeSet = z.object({
  Status: z.string(),
  StatusReason: z.string().default(''),
  Changes: z.array(Change).default([]),
});

export function getChangeSet(ros: CloudService, RegionId: string, ChangeSetId: string, signal: AbortSignal) {
  return ros.ask('GetChangeSet', ChangeSet, { RegionId, ChangeSetId }, signal);
}
