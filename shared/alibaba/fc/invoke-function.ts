import { type Patience, retry } from '../../runtime/retry.ts';
import { day } from '../../runtime/time.ts';
import type { CloudClient } from '../client.ts';
import { CloudError, transience } from '../cloud-error.ts';

/** What a function answered, or that it failed: its own error is an answer of the call, not a failure of it. */
export interface FunctionAnswer {
  readonly failed: boolean;
  readonly text: string;
}

/** Milliseconds; a function may run for so long. Source: FC CreateFunction, `timeout`. */
const longestRun = day;
const longestQueueing = 10_000;

const path = (name: string) => `/2023-03-30/functions/${encodeURIComponent(name)}/invocations`;

/** Runs a function and waits for its answer. Sent once: whether it has begun cannot be seen. Throws CloudError. */
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

/** Not documented: that a task id which was given before is refused, and with which of these. */
const repeated = /^(AsyncTask|StatefulAsyncInvocation|TaskId)?.*AlreadyExist/;

/**
 * Has a function run some time soon. Repeated under the same task id it is harmless: `known` where the platform
 * says so, else it runs once more. At most 128 KB. Throws CloudError.
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
