import * as z from 'zod';

/** An event of a stack or of one of its resources. Instants are milliseconds since the epoch. */
export const StackEvent = z.object({
  id: z.string(),
  stackId: z.string(),
  at: z.number(),
  logicalId: z.string(),
  physicalId: z.string(),
  type: z.string(),
  status: z.string(),
  reason: z.string(),
});
export type StackEvent = z.output<typeof StackEvent>;
