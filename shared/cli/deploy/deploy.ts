import pc from 'picocolors';
import { defaultCredentials } from '../../cloud/credentials.ts';
import { openBucket } from '../../cloud/oss/bucket.ts';
import { createChangeSet } from '../../cloud/ros/create-change-set.ts';
import { deleteChangeSet } from '../../cloud/ros/delete-change-set.ts';
import { deleteStack } from '../../cloud/ros/delete-stack.ts';
import { executeChangeSet } from '../../cloud/ros/execute-change-set.ts';
import { type Change, getChangeSet } from '../../cloud/ros/get-change-set.ts';
import { findStack } from '../../cloud/ros/list-stacks.ts';
import { openRos } from '../../cloud/ros/open.ts';
import type { Stack } from '../../cloud/ros/stack.ts';
import { PolicyMalformed } from '../../rotation/errors.ts';
import { systemClock } from '../../runtime/clock.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { confirm } from '../confirm.ts';
import type { Terminal } from '../terminal.ts';
import type { Blueprint } from './blueprint.ts';
import { secretsWrittenTo, shownChanges } from './changes.ts';
import { eventsSoFar, follow } from './follow.ts';
import { upload } from './upload.ts';
import { type Given, missing, wishOf } from './wish.ts';
import type { BundleYard } from './yard.ts';

export interface DeployOptions {
  readonly stack: string;
  readonly bucket: string;
  readonly given: Given;
  readonly yes?: boolean | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/** From these a stack is not updated: what is left of it must go first. Source: ROS "Update a stack by using a change set". */
const stranded = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|CREATE_ROLLBACK_(COMPLETE|FAILED)|DELETE_FAILED)$/;

/**
 * `rotator deploy`: makes a stack or changes it, after it has shown what that would do. 3 where nobody has said yes, or
 * where it would write into a secret that is rotated.
 */
export async function deploy(
  environment: Environment,
  blueprint: Blueprint,
  { stack: name, bucket, given, yes, timeout }: DeployOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const credentials = defaultCredentials();
  const yard: BundleYard = {
    ros: openRos(environment, credentials),
    region: environment.region ?? '',
    bucket: openBucket(environment, credentials, bucket),
    signal: deadline.signal,
    out,
  };
  const stack = await findStack(yard.ros, yard.region, name, yard.signal);
  refuseStranded(stack);
  const wish = wishOf(blueprint, bucket, given);
  if (!stack) refuseIncomplete(name, missing(blueprint, wish));
  const { ChangeSetId, StackId, changes } = await preview(yard, blueprint.template, stack, name, wish);
  const withdraw = () => takeBack(yard, ChangeSetId, stack ? undefined : StackId);
  if (changes.length === 0) {
    await withdraw();
    out.document({ Stack: name, StackId, Status: stack?.Status, Changes: [] });
    out.say('nothing is different');
    return 0;
  }
  out.say(shownChanges(changes));
  const written = secretsWrittenTo(changes);
  const why =
    written.length > 0
      ? `${written.join(', ')}: a stack writes the first value of a secret and no other; rotate it instead`
      : await refusal(stack ? `Change the stack ${name}?` : `Make the stack ${name}?`, yes);
  if (why !== undefined) {
    await withdraw();
    out.document({ Stack: name, Changes: changes, Refused: why });
    out.say(pc.yellow(why));
    return 3;
  }
  try {
    await upload(yard, blueprint.bundles);
  } catch (error) {
    await withdraw();
    throw error;
  }
  const seen = await eventsSoFar(yard, StackId);
  await executeChangeSet(yard.ros, yard.region, ChangeSetId, yard.signal);
  return conclude(out, changes, await follow(yard, StackId, seen));
}

async function preview(
  { ros, region, signal }: BundleYard,
  template: string,
  stack: Stack | undefined,
  name: string,
  { plain, hidden }: Given,
) {
  const wish = {
    stack: stack ? { id: stack.StackId } : { name },
    name: `rotator-${systemClock.now()}`,
    template,
    parameters: plain,
    hidden,
  };
  const { ChangeSetId, StackId } = await createChangeSet(ros, region, wish, signal);
  for (;;) {
    const { Status, StatusReason, Changes } = await getChangeSet(ros, region, ChangeSetId, signal);
    if (Status === 'CREATE_COMPLETE') return { ChangeSetId, StackId, changes: Changes };
    if (!/_(PENDING|IN_PROGRESS)$/.test(Status))
      throw new PolicyMalformed(`the stack ${name}`, [`its change set is ${Status}: ${StatusReason}`]);
    await systemClock.sleep(500, signal).catch(() => undefined);
  }
}

/** Of a stack that was only looked at nothing stays. */
async function takeBack({ ros, region, signal }: BundleYard, changeSet: string, stack: string | undefined) {
  await deleteChangeSet(ros, region, changeSet, signal);
  if (stack !== undefined) await deleteStack(ros, region, stack, signal);
}

/** Why it is not done. In a script somebody must have said yes, since what it does is not seen before. */
async function refusal(question: string, yes: boolean | undefined): Promise<string | undefined> {
  if (yes) return undefined;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    return 'nothing was done: say --yes where nobody can be asked';
  return (await confirm(question)) ? undefined : 'nothing was done';
}

function refuseStranded(stack: Stack | undefined): void {
  if (!stack || !stranded.test(stack.Status)) return;
  const { StackName, Status, StatusReason } = stack;
  throw new PolicyMalformed(`the stack ${StackName}`, [
    `it is ${Status}${StatusReason === '' ? '' : ` (${StatusReason})`}: take away what is left with --delete, then deploy again`,
  ]);
}

function refuseIncomplete(name: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw new PolicyMalformed(`the stack ${name}`, [`it is new, and has no value for ${names.join(', ')}`]);
}

function conclude(out: Terminal, changes: readonly Change[], stack: Stack): number {
  const { StackName, StackId, Status, StatusReason, Outputs } = stack;
  const done = /^(CREATE|UPDATE)_COMPLETE$/.test(Status);
  out.document({ Stack: StackName, StackId, Status, StatusReason, Changes: changes, Outputs });
  for (const { OutputKey, OutputValue } of Outputs) out.say(`${OutputKey}  ${pc.bold(String(OutputValue))}`);
  out.say(done ? `${pc.green('deployed')} ${StackName}` : `${pc.red(Status)} ${StackName}: ${StatusReason}`);
  return done ? 0 : 1;
}
