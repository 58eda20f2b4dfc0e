import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Acknowledged = z.unknown();

/** Deletes a stack except for what its template retains. It is idempotent: a repeat is the same deletion. */
export async function deleteStack(
  ros: CloudService,
  RegionId: string,
  StackId: string,
  signal: AbortSignal,
): Promise<void> {
  await ros.ask('DeleteStack', Acknowledged, { RegionId, StackId }, signal);
}
