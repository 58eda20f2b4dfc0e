import type { CloudService } from '../service.ts';
import { Stack } from './stack.ts';

export function getStack(
  ros: CloudService,
  RegionId: string,
  StackId: string,
  signal: AbortSignal,
): Promise<Stack> {
  return ros.ask('GetStack', Stack, { RegionId, StackId }, signal);
}
