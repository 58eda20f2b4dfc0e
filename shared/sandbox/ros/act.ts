import { TemplateError } from '../../ros-template/template-error.ts';
import { Refusal } from '../refusal.ts';
import type { StackResource } from './stack.ts';
import { markResource, type StackContext } from './stack-context.ts';

/**
 * The error of a resource that could not be created, changed or deleted. Its message is what the stack says about it.
 */
export class ResourceFailed extends Error {}

/**
 * Runs one step on one resource. Marks the resource as in progress, then as complete or failed. Throws ResourceFailed.
 */
export async function changeResource(
  stackContext: StackContext,
  action: 'CREATE' | 'UPDATE' | 'DELETE',
  resource: Omit<StackResource, 'status' | 'statusReason'>,
  work: () => Promise<Partial<StackResource>>,
): Promise<void> {
  const mark = (progress: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED', statusReason: string, done = {}) =>
    markResource(stackContext, {
      ...resource,
      ...done,
      status: `${action}_${progress}`,
      statusReason,
      updatedAt: stackContext.cloud.now(),
    });
  mark('IN_PROGRESS', 'state changed');
  await stackContext.pause();
  try {
    mark('COMPLETE', 'state changed', await work());
  } catch (error) {
    const why = reasonOf(error);
    mark('FAILED', why);
    throw new ResourceFailed(`Resource ${action} failed: ${resource.id}: ${why}`);
  }
}

/** Returns the reason of a failure. Rethrows any other error, because it is a bug of the sandbox. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return `${error.message} (${error.code})`;
  if (error instanceof ResourceFailed || error instanceof TemplateError) return error.message;
  throw error;
}
