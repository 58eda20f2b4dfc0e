import * as z from 'zod';
import type { CloudService } from '../service.ts';
import { Stack } from './stack.ts';

const Answer = z.object({ Stacks: z.array(Stack).default([]) });

/** Returns the stack of that name that is not deleted, or undefined if there is none. */
export async function findStack(
  ros: CloudService,
  RegionId: string,
  name: string,
  signal: AbortSignal,
): Promise<Stack | undefined> {
  const { Stacks } = await ros.ask('ListStacks', Answer, { RegionId, 'StackName.1': name }, signal);
  return Stacks.find(({ StackName, Status }) => StackName === name && Status !== 'DELETE_COMPLETE');
}
