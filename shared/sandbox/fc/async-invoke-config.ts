import * as z from 'zod';

/** Limits and defaults as in PutAsyncInvokeConfig. Instants are milliseconds since the epoch. */
export const AsyncInvokeConfig = z.object({
  functionName: z.string(),
  maxAsyncRetryAttempts: z.number().int().min(0).max(8).default(3),
  /** Seconds. */
  maxAsyncEventAgeInSeconds: z.number().int().min(1).max(604_800).default(86_400),
  /** ARNs of functions that are told how it ended. */
  onSuccess: z.string().optional(),
  onFailure: z.string().optional(),
  /** Whether a task id tells one invocation from another. */
  asyncTask: z.boolean().default(false),
  createdAt: z.number(),
  changedAt: z.number(),
});
export type AsyncInvokeConfig = z.output<typeof AsyncInvokeConfig>;

/** What holds for a function of which nothing was said. */
export const defaultAsyncInvokeConfig = (functionName: string): AsyncInvokeConfig =>
  AsyncInvokeConfig.parse({ functionName, createdAt: 0, changedAt: 0 });
