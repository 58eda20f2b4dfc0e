import { defaultCredentials } from '../../alibaba/credentials.ts';
import { openBucket } from '../../alibaba/oss/bucket.ts';
import { executeChangeSet } from '../../alibaba/ros/execute-change-set.ts';
import type { Change } from '../../alibaba/ros/get-change-set.ts';
import { findStack } from '../../alibaba/ros/list-stacks.ts';
import { openRos } from '../../alibaba/ros/open.ts';
import type { Stack } from '../../alibaba/ros/stack.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { paints as pc } from '../cli/paint.ts';
import type { Terminal } from '../cli/terminal.ts';
import { type Proposal, propose } from './change-set.ts';
import { shownChanges } from './changes.ts';
import { objection } from './confirm.ts';
import type { BundleContext, DeployContext } from './deploy-context.ts';
import { eventsSoFar, follow } from './follow.ts';
import { functionsOf, nextCommands } from './next-commands.ts';
import { NotDeployable } from './not-deployable.ts';
import { type Given, missing, parametersOf } from './stack-parameters.ts';
import type { Bundle, TemplateBundle } from './template-bundle.ts';
import { upload, writtenSince } from './upload.ts';

export interface DeployOptions {
  readonly stack: string;
  /** The bucket for the code; undefined to send the code in the request. */
  readonly bucket: string | undefined;
  readonly given: Given;
  readonly yes?: boolean | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * States from which ROS does not update a stack: its remains must be deleted first. Source: ROS "Update a stack by
 * using a change set".
 */
const stranded = /^(REVIEW_IN_PROGRESS|CREATE_FAILED|CREATE_ROLLBACK_(COMPLETE|FAILED)|DELETE_FAILED)$/;

/**
 * Runs `rotator deploy`: makes a stack or changes it, after it has shown what that would do. Returns 3 if nobody has
 * said yes, or if it would write into a secret that is rotated.
 */
export async function deploy(
  environment: Environment,
  templateBundle: TemplateBundle,
  { stack: name, bucket, given, yes, timeout }: DeployOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const deployContext = openDeployContext(environment, deadline.signal, out);
  const code =
    bucket === undefined
      ? undefined
      : { ...deployContext, bucket: openBucket(environment, defaultCredentials(), bucket) };
  const stack = await findStack(deployContext.ros, deployContext.region, name, deployContext.signal);
  if (stack) refuseStranded(stack);
  const stackParameters = parametersOf(templateBundle, bucket, given);
  if (!stack) refuseIncomplete(name, missing(templateBundle, stackParameters));
  const proposal = await propose(deployContext, stack, {
    name,
    template: templateBundle.template,
    given: stackParameters,
  });
  const { stackId, changes } = proposal;
  if (changes.length === 0) {
    await proposal.discard();
    out.document({ Stack: name, StackId: stackId, Status: stack?.Status, Changes: [] });
    out.say('nothing to change');
    return 0;
  }
  out.say(shownChanges(changes));
  const why = await objection(
    changes,
    stack ? `Change the stack ${name}?` : `Create the stack ${name}?`,
    yes,
    out,
  );
  if (why === undefined) return execute(deployContext, code, templateBundle.bundles, proposal);
  await proposal.discard();
  out.document({ Stack: name, Changes: changes, Refused: why });
  out.say(pc.yellow(why));
  return 3;
}

function openDeployContext(environment: Environment, signal: AbortSignal, out: Terminal): DeployContext {
  const ros = openRos(environment, defaultCredentials());
  return { ros, region: environment.region ?? '', signal, out };
}

async function execute(
  deployContext: DeployContext,
  code: BundleContext | undefined,
  bundles: readonly Bundle[],
  proposal: Proposal,
): Promise<number> {
  const uploaded = code && (await upload(code, bundles).catch(withdrawing(proposal)));
  const seen = await eventsSoFar(deployContext, proposal.stackId);
  await executeChangeSet(deployContext.ros, deployContext.region, proposal.id, deployContext.signal);
  const stack = await follow(deployContext, proposal.stackId, seen);
  const written = code && uploaded ? await writtenSince(code, bundles, uploaded) : [];
  return conclude(deployContext.out, proposal.changes, stack, written);
}

const withdrawing = (proposal: Proposal) => async (error: unknown) => {
  await proposal.discard();
  throw error;
};

function refuseStranded({ StackName, Status, StatusReason }: Stack): void {
  if (!stranded.test(Status)) return;
  const why = StatusReason === '' ? '' : ` (${StatusReason})`;
  throw new NotDeployable(
    `the stack ${StackName}`,
    `it is ${Status}${why}: remove the rest with --delete, then deploy again`,
  );
}

function refuseIncomplete(name: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw new NotDeployable(`the stack ${name}`, `it is new, and has no value for ${names.join(', ')}`);
}

function conclude(
  out: Terminal,
  changes: readonly Change[],
  stack: Stack,
  written: readonly string[],
): number {
  const { StackName, StackId, Status, StatusReason, Outputs } = stack;
  const done = /^(CREATE|UPDATE)_COMPLETE$/.test(Status);
  const replaced = written.length > 0 ? { Replaced: written } : {};
  out.document({ Stack: StackName, StackId, Status, StatusReason, Changes: changes, Outputs, ...replaced });
  for (const { OutputKey, OutputValue } of Outputs) out.say(`${OutputKey}  ${pc.bold(String(OutputValue))}`);
  out.say(done ? `${pc.green('deployed')} ${StackName}` : `${pc.red(Status)} ${StackName}: ${StatusReason}`);
  for (const object of written)
    out.say(
      pc.red(
        `somebody else has written ${object} meanwhile, and the function may run it: find out who may write to the bucket, and deploy again without --bucket`,
      ),
    );
  if (!done || written.length > 0) return 1;
  for (const line of nextCommands(functionsOf(stack))) out.say(`next: ${line}`);
  return 0;
}
