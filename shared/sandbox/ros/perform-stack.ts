import type { WantedResource } from '../../ros-template/resolution.ts';
import { ResourceFailed } from './act.ts';
import { reconcile, remove } from './reconcile.ts';
import { sealParameters } from './sealed.ts';
import type { Action } from './stack.ts';
import { change, markStack, type StackContext, stackOf } from './stack-context.ts';
import type { Submission } from './submission.ts';

/** Creates a stack. Takes back a failed creation, unless the caller has disabled the rollback. */
export async function makeStack(stackContext: StackContext, submission: Submission): Promise<void> {
  remember(stackContext, submission);
  await finishStack(stackContext, 'CREATE', submission.resolution.resources, async (why) => {
    if (!stackOf(stackContext).disableRollback)
      await finishStack(stackContext, 'CREATE_ROLLBACK', [], undefined, why);
  });
}

/** Updates a stack. Changes a failed update back to the earlier state, unless the caller has disabled the rollback. */
export async function changeStack(
  stackContext: StackContext,
  submission: Submission,
  before: readonly WantedResource[],
): Promise<void> {
  const { disableRollback } = stackOf(stackContext);
  const done = await finishStack(stackContext, 'UPDATE', submission.resolution.resources, async (why) => {
    if (!disableRollback) await finishStack(stackContext, 'ROLLBACK', before, undefined, why);
  });
  if (done || disableRollback) remember(stackContext, submission);
}

/**
 * Deletes every resource that is not to be retained, the newest first. After a failure the remaining resources stay in
 * the stack.
 */
export async function deleteStack(
  stackContext: StackContext,
  retained: (id: string) => boolean,
): Promise<void> {
  markStack(stackContext, 'DELETE_IN_PROGRESS', 'Stack DELETE started');
  try {
    for (const resource of stackOf(stackContext).resources.toReversed())
      await remove(stackContext, resource, retained(resource.id) || resource.deletionPolicy === 'Retain');
  } catch (error) {
    markStack(stackContext, 'DELETE_FAILED', failureOf(error));
    return;
  }
  change(stackContext, { template: '', sealedParameters: '' });
  markStack(stackContext, 'DELETE_COMPLETE', 'Stack DELETE completed successfully');
}

/** Brings a stack to the wanted state. Returns whether that has succeeded. */
async function finishStack(
  stackContext: StackContext,
  action: Action,
  wanted: readonly WantedResource[],
  takeBack: ((why: string) => Promise<void>) | undefined,
  because = `Stack ${action} started`,
): Promise<boolean> {
  markStack(stackContext, `${action}_IN_PROGRESS`, because);
  try {
    await reconcile(stackContext, wanted);
  } catch (error) {
    const why = failureOf(error);
    markStack(stackContext, `${action}_FAILED`, why);
    await takeBack?.(why);
    return false;
  }
  const isRollback = action.endsWith('ROLLBACK');
  markStack(
    stackContext,
    `${action}_COMPLETE`,
    isRollback ? because : `Stack ${action} completed successfully`,
  );
  return true;
}

/**
 * Returns the message of a failed resource. Rethrows any other error, which is a bug or an interruption; the stack
 * stays as it is.
 */
function failureOf(error: unknown): string {
  if (error instanceof ResourceFailed) return error.message;
  throw error;
}

function remember(stackContext: StackContext, { template, given }: Submission): void {
  change(stackContext, {
    template,
    sealedParameters: sealParameters(stackContext.cloud, stackOf(stackContext), given),
  });
}
