import { createChangeSet } from '../../alibaba/ros/create-change-set.ts';
import { deleteChangeSet } from '../../alibaba/ros/delete-change-set.ts';
import { deleteStack } from '../../alibaba/ros/delete-stack.ts';
import { type Change, getChangeSet } from '../../alibaba/ros/get-change-set.ts';
import type { Stack } from '../../alibaba/ros/stack.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { DeployContext } from './deploy-context.ts';
import { NotDeployable } from './not-deployable.ts';
import type { StackParameters as Parameters } from './stack-parameters.ts';

/** The proposed changes of a stack. ROS keeps them until they are executed or withdrawn. */
export interface Proposal {
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly Change[];
  /** Deletes the change set. If there was no stack before, deletes the new one too, so that nothing stays. */
  discard(): Promise<void>;
}

interface StackParameters {
  readonly name: string;
  readonly template: string;
  readonly given: Parameters;
}

/** Asks ROS what would change. Throws CloudError, and NotDeployable if ROS cannot say what would change. */
export async function propose(
  deployContext: DeployContext,
  stack: Stack | undefined,
  { name, template, given }: StackParameters,
): Promise<Proposal> {
  const { ros, region, signal } = deployContext;
  const stackParameters = {
    stack: stack ? { id: stack.StackId } : { name },
    name: `rotator-${systemClock.now()}`,
    template,
    parameters: given.plain,
    hidden: given.hidden,
    code: given.code,
  };
  const { ChangeSetId: id, StackId: stackId } = await createChangeSet(ros, region, stackParameters, signal);
  return {
    id,
    stackId,
    changes: await changesOf(deployContext, id, name),
    discard: async () => {
      await deleteChangeSet(ros, region, id, signal);
      if (!stack) await deleteStack(ros, region, stackId, signal);
    },
  };
}

async function changesOf(
  { ros, region, signal }: DeployContext,
  id: string,
  name: string,
): Promise<readonly Change[]> {
  for (;;) {
    const { Status, StatusReason, Changes } = await getChangeSet(ros, region, id, signal);
    if (Status === 'CREATE_COMPLETE') return Changes;
    if (!/_(PENDING|IN_PROGRESS)$/.test(Status))
      throw new NotDeployable(`the stack ${name}`, `its change set is ${Status}: ${StatusReason}`);
    await systemClock.sleep(500, signal).catch(() => undefined);
  }
}
