import { CloudError } from '../../alibaba/cloud-error.ts';
import { getStack } from '../../alibaba/ros/get-stack.ts';
import { listStackEvents, type StackEvent } from '../../alibaba/ros/list-stack-events.ts';
import type { Stack } from '../../alibaba/ros/stack.ts';
import { Busy } from '../../engine/rotation/errors.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { paints as pc } from '../cli/paint.ts';
import { startSpinner } from '../cli/spinner.ts';
import type { DeployContext } from './deploy-context.ts';

/** Milliseconds between two looks at a stack. They are short at first, since much is done at once. */
const shortest = 200;
const longest = 3_000;

/**
 * Reports what happens to the resources of a stack, until nothing happens any more, and returns the stack. Throws
 * CloudError, and Busy when the time is over.
 */
export async function follow(
  deployContext: DeployContext,
  stackId: string,
  seen: ReadonlySet<string>,
): Promise<Stack> {
  const { ros, region, signal, out } = deployContext;
  const spinner = startSpinner(out, 'waiting for ROS …');
  const told = new Set(seen);
  try {
    for (let wait = shortest; ; wait = Math.min(wait * 2, longest)) {
      const stack = await getStack(ros, region, stackId, signal);
      const events = await listStackEvents(ros, region, stackId, signal);
      for (const event of events.toReversed().filter(({ EventId }) => !told.has(EventId))) {
        told.add(event.EventId);
        if (isUnderWay(event.Status)) spinner?.show(`${event.LogicalResourceId} …`);
        if (!isUnderWay(event.Status) && event.LogicalResourceId !== stack.StackName) out.say(line(event));
      }
      // A stack may be at rest because nothing has begun yet.
      if (told.size > seen.size && !isUnderWay(stack.Status)) return stack;
      await systemClock.sleep(wait, signal).catch(() => undefined);
    }
  } catch (error) {
    // The deadline shortens the timeout of a call, and that timeout may fire just before the deadline.
    const isOver = timeLeft(signal) < 100 && error instanceof CloudError && error.status === undefined;
    if (!isOver) throw error;
    throw new Busy(`the stack ${stackId}`, 'the time ran out, but ROS continues by itself', error);
  } finally {
    spinner?.stop();
  }
}

/** Returns the ids of the events that a stack already has, so that they are not reported again. */
export async function eventsSoFar(
  { ros, region, signal }: DeployContext,
  stackId: string,
): Promise<ReadonlySet<string>> {
  return new Set((await listStackEvents(ros, region, stackId, signal)).map(({ EventId }) => EventId));
}

const isUnderWay = (status: string) => status.endsWith('_IN_PROGRESS');

function line({ LogicalResourceId, Status, StatusReason }: StackEvent): string {
  const failed = Status.endsWith('_FAILED');
  const mark = failed ? pc.red('✗') : pc.green('✓');
  return `  ${mark} ${LogicalResourceId} ${pc.dim(Status)}${failed ? `  ${pc.red(StatusReason)}` : ''}`;
}
