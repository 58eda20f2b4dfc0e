import * as z from 'zod';
import { retry } from '../../runtime/retry.ts';
import { CloudError, transience } from '../cloud-error.ts';
import type { CloudService } from '../service.ts';

const Acknowledged = z.unknown();
const Execution = z.object({ ExecutionStatus: z.string() });

/**
 * Executes a change set. ROS refuses to execute one twice, so after a lost answer this function checks whether the
 * execution has begun.
 */
export async function executeChangeSet(
  ros: CloudService,
  RegionId: string,
  ChangeSetId: string,
  signal: AbortSignal,
): Promise<void> {
  const execute = async () => {
    try {
      await ros.askOnce('ExecuteChangeSet', Acknowledged, { RegionId, ChangeSetId }, signal);
    } catch (error) {
      if (!transience(error) || !(await hasBegun())) throw error;
    }
  };
  const hasBegun = async () => {
    try {
      const { ExecutionStatus } = await ros.ask('GetChangeSet', Execution, { RegionId, ChangeSetId }, signal);
      return ExecutionStatus !== 'AVAILABLE';
    } catch (error) {
      if (error instanceof CloudError && error.status === 404) return true;
      throw error;
    }
  };
  await retry(execute, transience, signal);
}
