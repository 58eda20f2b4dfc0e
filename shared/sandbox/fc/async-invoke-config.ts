import * as z from 'zod';

/**
 * The asynchronous configuration of a function. Limits and defaults are those of PutAsyncInvokeConfig. Instants are
 * milliseconds since the epoch.
 */
export const AsyncInvokeConfig = z.object({
  functionName: z.string(),
  maxAsyncRetryAttempts: z.number().int().min(0).max(8).default(3),
  /** Maximum age of an event in seconds. */
  maxAsyncEventAgeInSeconds: z.number().int().min(1).max(604_800).default(86_400),
  /** ARNs of the functions that receive the outcome of an invocation. */
  onSuccess: z.string().optional(),
  onFailure: z.string().optional(),
  /** Whether a task id distinguishes one invocation from another. */
  asyncTask: z.boolean().default(false),
  createdAt: z.number(),
  changedAt: z.number(),
});
export type AsyncInvokeConfig = z.output<typeof AsyncInvokeConfig>;

/** Returns the configuration of a function for which none was set. */
export const defaultAsyncInvokeConfig = (functionName: string): AsyncInvokeConfig =>
  AsyncInvokeConfig.parse({ functionName, createdAt: 0, changedAt: 0 });
