import { defaultCredentials } from '../../alibaba/credentials.ts';
import { deleteStack } from '../../alibaba/ros/delete-stack.ts';
import { findStack } from '../../alibaba/ros/list-stacks.ts';
import { openRos } from '../../alibaba/ros/open.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { refusal } from '../cli/confirm.ts';
import { paints as pc } from '../cli/paint.ts';
import type { Terminal } from '../cli/terminal.ts';
import { eventsSoFar, follow } from './follow.ts';

interface UndeployOptions {
  readonly stack: string;
  readonly yes?: boolean | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Runs `rotator deploy --delete`: deletes a stack except for its secrets, which stay as they are. A stack that does not
 * exist counts as deleted.
 */
export async function undeploy(
  environment: Environment,
  { stack: name, yes, timeout }: UndeployOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const ros = openRos(environment, defaultCredentials());
  const deployContext = { ros, region: environment.region ?? '', signal: deadline.signal, out };
  const stack = await findStack(ros, deployContext.region, name, deployContext.signal);
  if (!stack) {
    out.document({ Stack: name, Status: 'DELETE_COMPLETE' });
    out.say(`there is no stack ${name}`);
    return 0;
  }
  const why = await refusal(`Delete the stack ${name}? Its secrets stay.`, yes, out);
  if (why !== undefined) {
    out.document({ Stack: name, Status: stack.Status, Refused: why });
    out.say(why);
    return 3;
  }
  const seen = await eventsSoFar(deployContext, stack.StackId);
  await deleteStack(ros, deployContext.region, stack.StackId, deployContext.signal);
  const { Status, StatusReason } = await follow(deployContext, stack.StackId, seen);
  const done = Status === 'DELETE_COMPLETE';
  out.document({ Stack: name, StackId: stack.StackId, Status, StatusReason });
  out.say(done ? `${pc.green('deleted')} ${name}` : `${pc.red(Status)} ${name}: ${StatusReason}`);
  return done ? 0 : 1;
}
