import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Acknowledged = z.unknown();

/** Sent once: whether it has begun shows in the state of the stack. */
export async function executeChangeSet(
  ros: CloudService,
  RegionId: string,
  ChangeSetId: string,
  signal: AbortSignal,
): Promise<void> {
  await ros.askOnce('ExecuteChangeSet', Acknowledged, { RegionId, ChangeSetId }, signal);
}

export async function deleteChangeSet(
  ros: CloudService,
  RegionId: string,
  ChangeSetId: string,
  signal: AbortSignal,
): Promise<void> {
  await ros.askOnce('DeleteChangeSet', Acknowledged, { RegionId, ChangeSetId }, signal);
}
