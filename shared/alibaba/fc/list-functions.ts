import * as z from 'zod';
import type { CloudClient } from '../client.ts';
import { readAnswer } from '../service.ts';

const Answer = z.object({ functions: z.array(z.object({ functionName: z.string() })).default([]) });

/** Returns the names of functions in this region, the first 100 at most. Throws CloudError. */
export async function listFunctions(fc: CloudClient, signal: AbortSignal): Promise<readonly string[]> {
  const path = '/2023-03-30/functions';
  const answer = await fc.get({ action: 'ListFunctions', path, query: { limit: '100' } }, signal);
  return readAnswer('ListFunctions', Answer, answer).functions.map(({ functionName }) => functionName);
}
