import type { Service } from '../operation.ts';
import { createChangeSet } from './create-change-set.ts';
import { createStack } from './create-stack.ts';
import { deleteChangeSet } from './delete-change-set.ts';
import { deleteStack } from './delete-stack.ts';
import { executeChangeSet } from './execute-change-set.ts';
import { getChangeSet } from './get-change-set.ts';
import { getStack } from './get-stack.ts';
import { listStackEvents } from './list-stack-events.ts';
import { listStackResources } from './list-stack-resources.ts';
import { listStacks } from './list-stacks.ts';
import { updateStack } from './update-stack.ts';
import { validateTemplate } from './validate-template.ts';

/**
 * Stacks: resources made out of a template. How ROS spells a denial is not documented. Source of what is in
 * the body: its official client.
 */
export const ros: Service = {
  name: 'Ros',
  prefix: 'ros',
  version: '2019-09-10',
  denial: 'NoPermission',
  inBody: ['TemplateBody'],
  operations: [
    createChangeSet,
    createStack,
    deleteChangeSet,
    deleteStack,
    executeChangeSet,
    getChangeSet,
    getStack,
    listStackEvents,
    listStackResources,
    listStacks,
    updateStack,
    validateTemplate,
  ],
};
