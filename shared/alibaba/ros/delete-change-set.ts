import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Acknowledged = z.unknown();

/** Deletes a change set that was not executed. If it was to make a stack, that stack stays in review. */
export async function deleteChangeSet(
  ros: CloudService,
  RegionId: string,
  ChangeSetId: string,
  signal: AbortSignal,
): Promise<void> {
  await ros.askOnce('DeleteChangeSet', Acknowledged, { RegionId, ChangeSetId }, signal);
}
