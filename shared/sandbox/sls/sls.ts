import type { Service } from '../operation.ts';
import { createAlert } from './create-alert.ts';
import { createIndex } from './create-index.ts';
import { createLogStore } from './create-log-store.ts';
import { createProject } from './create-project.ts';
import { deleteAlert } from './delete-alert.ts';
import { deleteIndex } from './delete-index.ts';
import { deleteLogStore } from './delete-log-store.ts';
import { deleteProject } from './delete-project.ts';
import { updateAlert } from './update-alert.ts';
import { updateIndex } from './update-index.ts';
import { updateLogStore } from './update-log-store.ts';

/**
 * The log service, as far as a stack of ROS needs it. It has no address here, so its parameters have the names of the
 * properties of ROS.
 */
export const sls: Service = {
  name: 'Sls',
  prefix: 'log',
  version: '2020-12-30',
  denial: 'AccessDenied',
  operations: [
    createAlert,
    createIndex,
    createLogStore,
    createProject,
    deleteAlert,
    deleteIndex,
    deleteLogStore,
    deleteProject,
    updateAlert,
    updateIndex,
    updateLogStore,
  ],
};
