import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { findFunction, functionOnTheWire, ofFunction } from './find-function.ts';
import { FunctionConfig, FunctionName, functionSettings, requireRuntimeConfig } from './function-config.ts';
import { CodeLocation, dropUnused, keepPackage } from './keep-package.ts';
import { notHere, refuseNotHere } from './not-here.ts';
import { invalidArgument } from './refusals.ts';

/**
 * Updates a function. Absent settings stay as they are, and given settings are replaced as a whole. The next invocation
 * uses the new settings.
 */
export const updateFunction = defineOperation({
  action: 'UpdateFunction',
  invalidCode: invalidArgument,
  parameters: z.object({
    ...notHere,
    ...functionSettings,
    functionName: FunctionName,
    code: CodeLocation.optional(),
  }),
  confidential: ['code', 'environmentVariables'],
  resource: ofFunction,
  perform(cloud, { code: location, ...given }) {
    const before = findFunction(cloud, given.functionName);
    refuseNotHere(given);
    const { runtime = before.runtime, customRuntimeConfig = before.customRuntimeConfig } = given;
    requireRuntimeConfig({ runtime, customRuntimeConfig });
    const code = location ? { kind: 'package', digest: keepPackage(cloud, location) } : before.code;
    const config = FunctionConfig.parse({ ...before, ...given, code, changedAt: cloud.now() });
    cloud.functions.set(config.functionName, config);
    dropUnused(cloud);
    return functionOnTheWire(cloud, config);
  },
});
