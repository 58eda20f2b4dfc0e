import * as z from 'zod';
import type { CloudService } from '../service.ts';

const Acknowledged = z.unknown();

/** Deletes all but what its template says is to be retained. Repeated it is the same deletion. */
export async function deleteStack(
  ros: CloudService,
  RegionId: string,
  StackId: string,
  signal: AbortSignal,
): Promise<void> {
  await ros.ask('DeleteStack', Acknowledged, { RegionId, StackId }, signal);
}
