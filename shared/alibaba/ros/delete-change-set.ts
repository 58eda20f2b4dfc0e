import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Acknowledged = z.unknown();

/** One that was not executed. Its stack, where it was to make one, stays in review. */
export async function deleteChangeSet(
  ros: CloudService,
  RegionId: string,
  ChangeSetId: string,
  signal: AbortSignal,
): Promise<void> {
  await ros.askOnce('DeleteChangeSet', Acknowledged, { RegionId, ChangeSetId }, signal);
}
