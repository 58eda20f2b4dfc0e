import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findFunction, functionOnTheWire, ofFunction } from './find-function.ts';
import { FunctionName } from './function-config.ts';
import { Qualifier, refuseQualifier } from './not-here.ts';
import { invalidArgument } from './refusals.ts';

export const getFunction = defineOperation({
  action: 'GetFunction',
  invalidCode: invalidArgument,
  parameters: z.object({ functionName: FunctionName, qualifier: Qualifier }),
  resource: ofFunction,
  perform(cloud, { functionName, qualifier }) {
    refuseQualifier(qualifier);
    return functionOnTheWire(cloud, findFunction(cloud, functionName));
  },
});
