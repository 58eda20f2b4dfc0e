import * as z from 'zod';
import type { CloudClient } from '../client.ts';
import { readAnswer } from '../service.ts';

/** The settings of a function. The values of its variables may be confidential. */
const FunctionSettings = z.object({
  runtime: z.string(),
  handler: z.string().default(''),
  /** Seconds. */
  timeout: z.number(),
  memorySize: z.number(),
  instanceConcurrency: z.number().default(1),
  role: z.string().default(''),
  environmentVariables: z.record(z.string(), z.string()).default({}),
  logConfig: z.object({ project: z.string().default(''), logstore: z.string().default('') }).nullish(),
  state: z.string().default('Active'),
  lastUpdateStatus: z.string().default('Successful'),
});
export type FunctionSettings = z.output<typeof FunctionSettings>;

/** Returns the settings of a function. Throws CloudError. */
export async function getFunction(
  fc: CloudClient,
  name: string,
  signal: AbortSignal,
): Promise<FunctionSettings> {
  const path = `/2023-03-30/functions/${encodeURIComponent(name)}`;
  const answer = await fc.get({ action: 'GetFunction', path, query: {} }, signal);
  return readAnswer('GetFunction', FunctionSettings, answer);
}
