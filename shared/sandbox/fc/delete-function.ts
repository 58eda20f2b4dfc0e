import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { noContent } from './answers.ts';
import { findFunction, ofFunction } from './find-function.ts';
import { triggersOf } from './find-trigger.ts';
import { FunctionName } from './function-config.ts';
import { dropUnused } from './keep-package.ts';
import { invalid, invalidArgument } from './refusals.ts';

/** That its triggers must go first is said of Function Compute 2.0; of 3.0 nothing is said. */
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
