import type { Batch, QueuedSecret } from '../../engine/operations/sweep/outcome.ts';
import type { Environment } from '../../runtime/environment.ts';
import type { Credentials } from '../credentials.ts';
import { fcError } from './fc-error.ts';
import { startFunction } from './invoke-function.ts';
import { openFc } from './open.ts';

/** Returns a function that invokes this function again, asynchronously, for a batch. `heard` is passed on unchanged. */
export function handOverTo(name: string, environment: Environment, credentials: Credentials) {
  return async (batch: Batch, first: QueuedSecret, signal: AbortSignal, heard?: object) => {
    const tasks = batch.map(({ secret, task }) => ({ SecretId: secret, Task: task }));
    const event = JSON.stringify({ Operation: 'sweep', Lane: tasks, ...(heard && { Heard: heard }) });
    try {
      const answer = await startFunction(openFc(environment, credentials), name, event, first.task, signal);
      return answer === 'started' ? 'handed-over' : 'known';
    } catch (error) {
      throw fcError(error, name);
    }
  };
}
