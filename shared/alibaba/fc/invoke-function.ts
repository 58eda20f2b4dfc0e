import { type Patience, retry } from '../../runtime/retry.ts';
import { day } from '../../runtime/time.ts';
import type { CloudClient } from '../client.ts';
import { CloudError, transience } from '../cloud-error.ts';

/** The answer of a function, or its error. An error of the function is an answer of the call, not a failed call. */
export interface FunctionAnswer {
  readonly failed: boolean;
  readonly text: string;
}

/** Milliseconds that a function may run. Source: FC CreateFunction, `timeout`. */
const longestRun = day;
const longestQueueing = 10_000;

const path = (name: string) => `/2023-03-30/functions/${encodeURIComponent(name)}/invocations`;

/**
 * Runs a function and waits for its answer. Sends the call once, since the caller cannot see whether the function has
 * begun. Throws CloudError.
 */
export async function invokeFunction(
  fc: CloudClient,
  name: string,
  event: string,
  signal: AbortSignal,
): Promise<FunctionAnswer> {
  const headers = { 'x-fc-invocation-type': 'Sync' };
  const call = { action: 'InvokeFunction', path: path(name), headers, body: event, patience: longestRun };
  const answer = await fc.post(call, signal);
  return { failed: answer.headers['x-fc-error-type'] !== undefined, text: answer.body };
}

/** Codes that may refuse a task id that was used before. Neither the refusal nor its code is documented. */
const repeated = /^(AsyncTask|StatefulAsyncInvocation|TaskId)?.*AlreadyExist/;

/**
 * Starts an asynchronous run of a function, with an event of at most 128 KB. A repeat with the same task id is
 * harmless: it returns `known` if the platform recognises the id, else the function runs once more. Throws CloudError.
 */
export async function startFunction(
  fc: CloudClient,
  name: string,
  event: string,
  task: string,
  signal: AbortSignal,
  patience?: Patience,
): Promise<'started' | 'known'> {
  const headers = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': task };
  const call = {
    action: 'InvokeFunction',
    path: path(name),
    headers,
    body: event,
    patience: longestQueueing,
  };
  try {
    await retry(() => fc.post(call, signal), transience, signal, patience);
    return 'started';
  } catch (error) {
    if (error instanceof CloudError && error.status === 409) return 'known';
    if (error instanceof CloudError && repeated.test(error.code)) return 'known';
    throw error;
  }
}
