import type { Service } from '../operation.ts';
import { createFunction } from './create-function.ts';
import { createTrigger } from './create-trigger.ts';
import { deleteAsyncInvokeConfig } from './delete-async-invoke-config.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteTrigger } from './delete-trigger.ts';
import { getAsyncInvokeConfig } from './get-async-invoke-config.ts';
import { getFunction } from './get-function.ts';
import { getTrigger } from './get-trigger.ts';
import { invokeFunction } from './invoke-function.ts';
import { listFunctions } from './list-functions.ts';
import { listTriggers } from './list-triggers.ts';
import { putAsyncInvokeConfig } from './put-async-invoke-config.ts';
import { route } from './route.ts';
import { updateFunction } from './update-function.ts';
import { updateTrigger } from './update-trigger.ts';

/** Function Compute. It uses the ROA style: the path, the headers and the body say what is requested. */
export const fc: Service = {
  name: 'FC',
  prefix: 'fc',
  version: '2023-03-30',
  denial: 'AccessDenied',
  operations: [
    createFunction,
    createTrigger,
    deleteAsyncInvokeConfig,
    deleteFunction,
    deleteTrigger,
    getAsyncInvokeConfig,
    getFunction,
    getTrigger,
    invokeFunction,
    listFunctions,
    listTriggers,
    putAsyncInvokeConfig,
    updateFunction,
    updateTrigger,
  ],
  route,
};
