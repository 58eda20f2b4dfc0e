import type { Cloud } from '../cloud.ts';
import type { Action } from './stack.ts';
import { markStack } from './stack-context.ts';

const actions: readonly Action[] = ['CREATE', 'UPDATE', 'DELETE', 'CREATE_ROLLBACK', 'ROLLBACK'];

/** Marks work as failed that was in progress when the sandbox ended. The stack can be updated or deleted from there. */
export function endInterrupted(cloud: Cloud): void {
  for (const { id, status } of cloud.stacks.all()) {
    const action = actions.find((one) => status === `${one}_IN_PROGRESS`);
    if (action) markStack({ cloud, stackId: id }, `${action}_FAILED`, 'the sandbox was ended meanwhile');
  }
}
