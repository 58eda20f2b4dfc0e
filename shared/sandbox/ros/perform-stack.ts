import type { WantedResource } from '../../ros-template/resolution.ts';
import { ResourceFailed } from './act.ts';
import { reconcile, remove } from './reconcile.ts';
import { sealParameters } from './sealed.ts';
import { change, markStack, type Site, stackOf } from './site.ts';
import type { Action } from './stack.ts';
import type { Submission } from './submission.ts';

/** Makes a stack. What fails is taken back, unless it was asked not to be. */
export async function makeStack(site: Site, submission: Submission): Promise<void> {
  remember(site, submission);
  await settle(site, 'CREATE', submission.resolution.resources, async (why) => {
    if (!stackOf(site).disableRollback) await settle(site, 'CREATE_ROLLBACK', [], undefined, why);
  });
}

/** What fails is changed back to what it was. */
export async function changeStack(
  site: Site,
  submission: Submission,
  before: readonly WantedResource[],
): Promise<void> {
  const { disableRollback } = stackOf(site);
  const done = await settle(site, 'UPDATE', submission.resolution.resources, async (why) => {
    if (!disableRollback) await settle(site, 'ROLLBACK', before, undefined, why);
  });
  if (done || disableRollback) remember(site, submission);
}

/** Whatever is not to be retained goes, the newest first. What is left after a failure stays in the stack. */
export async function deleteStack(site: Site, retained: (id: string) => boolean): Promise<void> {
  markStack(site, 'DELETE_IN_PROGRESS', 'Stack DELETE started');
  try {
    for (const resource of stackOf(site).resources.toReversed())
      await remove(site, resource, retained(resource.id) || resource.deletionPolicy === 'Retain');
  } catch (error) {
    markStack(site, 'DELETE_FAILED', failureOf(error));
    return;
  }
  change(site, { template: '', sealedParameters: '' });
  markStack(site, 'DELETE_COMPLETE', 'Stack DELETE completed successfully');
}

/** Whether it is as wanted in the end. */
async function settle(
  site: Site,
  action: Action,
  wanted: readonly WantedResource[],
  takeBack: ((why: string) => Promise<void>) | undefined,
  because = `Stack ${action} started`,
): Promise<boolean> {
  markStack(site, `${action}_IN_PROGRESS`, because);
  try {
    await reconcile(site, wanted);
  } catch (error) {
    const why = failureOf(error);
    markStack(site, `${action}_FAILED`, why);
    await takeBack?.(why);
    return false;
  }
  const isRollback = action.endsWith('ROLLBACK');
  markStack(site, `${action}_COMPLETE`, isRollback ? because : `Stack ${action} completed successfully`);
  return true;
}

/** What is no failure of a resource is a bug or an interruption; the stack stays as it is. */
function failureOf(error: unknown): string {
  if (error instanceof ResourceFailed) return error.message;
  throw error;
}

function remember(site: Site, { template, given }: Submission): void {
  change(site, { template, sealedParameters: sealParameters(site.cloud, stackOf(site), given) });
}
