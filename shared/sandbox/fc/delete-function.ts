import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { noContent } from './answers.ts';
import { findFunction, ofFunction } from './find-function.ts';
import { triggersOf } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { dropUnused } from './keep-package.ts';
import { invalid, invalidArgument } from './refusals.ts';

/**
 * Deletes a function that has no triggers. The documentation of Function Compute 2.0 says that triggers must be deleted
 * first. The documentation of 3.0 says nothing about it.
 */
export const deleteFunction = defineOperation({
  action: 'DeleteFunction',
  invalidCode: invalidArgument,
  parameters: z.object({ functionName: FunctionName }),
  resource: ofFunction,
  perform(cloud, { functionName }) {
    findFunction(cloud, functionName);
    if (triggersOf(cloud, functionName).length > 0)
      throw invalid(`function '${functionName}' still has triggers`);
    cloud.functions.delete(functionName);
    if (cloud.asyncInvokeConfigs.get(functionName)) cloud.asyncInvokeConfigs.delete(functionName);
    dropUnused(cloud);
    return noContent();
  },
});
