import * as z from 'zod';

/** What Function Compute knows of a function; limits as in CreateFunction and PutAsyncInvokeConfig. */
export const FunctionConfig = z.object({
  functionName: z.string().regex(/^[A-Za-z_][\w-]{0,63}$/),
  /** The folder that holds `index.js`, whose `handler` is called. */
  codeDirectory: z.string(),
  /** Seconds. */
  timeout: z.number().int().min(1).max(86_400).default(3),
  /** MB. */
  memorySize: z.number().int().min(128).max(32_768).multipleOf(64).default(512),
  /** Name of the role whose keys it is given; the account's own where absent, which no real function has. */
  role: z.string().optional(),
  environmentVariables: z.record(z.string(), z.string()).default({}),
  maxAsyncRetryAttempts: z.number().int().min(0).max(8).default(3),
  /** Seconds. */
  maxAsyncEventAge: z.number().int().min(1).max(604_800).default(86_400),
  /** Milliseconds between two attempts; the platform's own are not documented. */
  asyncRetryDelay: z.number().int().min(0).default(1_000),
  /** Function that is told of what failed in the end. */
  onFailure: z.string().optional(),
});
export type FunctionConfig = z.output<typeof FunctionConfig>;

export type FunctionInput = z.input<typeof FunctionConfig>;
