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
 * ROS, which creates stacks of resources out of a template. The error code of a denial is not documented. Source of the
 * parameters in the body: the official client of ROS.
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
